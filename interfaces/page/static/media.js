// The files that go along with the next brief: chosen, dropped or pasted, each sent at once.

const at = (id) => document.getElementById(id);
const coming = new Map(); // names of files that are being sent, by their number
let numbers = 0, known = [];
let ask;

export function wireMedia(asker) {
  ask = asker;
  const talk = document.querySelector(".talk");
  at("files").addEventListener("change", () => { bring(at("files").files); at("files").value = ""; });
  for (const kind of ["dragenter", "dragover"])
    talk.addEventListener(kind, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      talk.classList.add("dropping");
    });
  talk.addEventListener("dragleave", (event) => {
    if (!talk.contains(event.relatedTarget)) talk.classList.remove("dropping");
  });
  talk.addEventListener("drop", (event) => {
    talk.classList.remove("dropping");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    bring(event.dataTransfer.files);
  });
  at("say").addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    bring(event.clipboardData.files);
  });
  at("media").addEventListener("click", (event) => {
    const button = event.target.closest("[data-place]");
    if (button) ask(`media/${button.dataset.place}`, { method: "DELETE" });
  });
}

async function bring(files) {
  const refused = [];
  for (const file of [...files]) {
    const number = (numbers += 1);
    coming.set(number, file.name);
    draw();
    const taken = await ask(`media/${encodeURIComponent(file.name)}`, { method: "PUT", body: file });
    if (!taken) refused.push(at("error").textContent);
    coming.delete(number);
    draw();
  }
  at("error").textContent = refused.join(" ");
}

export function showMedia(names) {
  known = names;
  draw();
}

function draw() {
  const here = known.map((name, place) => line(name, remover(name, place)));
  const under_way = [...coming.values()].map((name) => line(`${name}, being sent`, ""));
  at("media").replaceChildren(...here, ...under_way);
}

function line(text, button) {
  const item = document.createElement("li");
  item.append(text, button);
  return item;
}

function remover(name, place) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "×";
  button.ariaLabel = `Leave out ${name}`;
  button.dataset.place = place;
  return button;
}
