// The page of a conversation: shows what the studio tells, sends what the person says.
import { showMedia, wireMedia } from "./media.js";
import { readPlan, wirePlan } from "./plan.js";

const at = (id) => document.getElementById(id);
const log = at("log"), say = at("say"), tree = at("tree"), piece = at("piece");
let state = { at_work: false, gate: "", version: 0 };
let shown = 0;
let until = 0; // when the estimate says that it is done

history.replaceState(null, "", "/"); // without the token: the cookie has it

// Says what is wrong in `place`; true where the studio took it.
async function send(address, body, place = at("error")) {
  const headers = { "Content-Type": "application/json" };
  return ask(address, { method: "POST", headers, body: JSON.stringify(body) }, place);
}

async function ask(address, request, place = at("error")) {
  place.textContent = "";
  try {
    const answer = await fetch(address, request);
    if (answer.ok) return true;
    const told = await answer.json().catch(() => ({ message: "The studio refused that." }));
    place.textContent = `${told.message} ${told.fix || ""}`;
  } catch {
    place.textContent = "Not sent: the studio does not answer.";
  }
  return false;
}

// What is told -----------------------------------------------------------------------------------

const events = new EventSource("events");
events.onopen = () => connected(true);
events.onerror = () => connected(false);
events.addEventListener("reset", () => { log.replaceChildren(); });
events.addEventListener("message", (event) => {
  const follows = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  log.insertAdjacentHTML("beforeend", JSON.parse(event.data).html);
  if (follows) log.scrollTop = log.scrollHeight;
});
events.addEventListener("state", (event) => {
  const before = state;
  state = JSON.parse(event.data);
  at("work").hidden = !state.at_work || Boolean(state.gate);
  at("stopped").hidden = !state.stopped || state.at_work;
  showGate(before.gate);
  at("say-label").textContent = state.at_work
    ? "A word in between: it is heard before the next take"
    : "Say what to make, what to change, or ask";
  showMedia(state.media);
  for (const box of document.getElementsByName("asks")) box.checked = state.asks.includes(box.value);
  refresh(before.at_work !== state.at_work);
});
events.addEventListener("progress", (event) => {
  const { doing, fraction, left } = JSON.parse(event.data);
  const bar = at("bar").parentElement;
  at("doing").textContent = doing || "the crew begins";
  until = left ? Date.now() + 1000 * left : 0;
  tellLeft();
  bar.classList.toggle("unknown", fraction === null);
  at("bar").style.width = fraction === null ? "" : `${Math.round(100 * fraction)}%`;
  if (fraction === null) bar.removeAttribute("aria-valuenow");
  else bar.setAttribute("aria-valuenow", Math.round(100 * fraction));
});

function tellLeft() {
  const left = Math.round((until - Date.now()) / 1000);
  at("left").textContent = left >= 1 ? `about ${left >= 100 ? `${Math.round(left / 60)} min` : `${left} s`} left` : "";
}
setInterval(tellLeft, 1000);

function connected(is) {
  const note = at("connection"), was = note.dataset.lost;
  document.body.classList.toggle("lost", !is);
  note.dataset.lost = is ? "" : "yes";
  if (is) note.textContent = was ? "The connection is back." : "";
  else if (events.readyState === EventSource.CLOSED)
    note.textContent = "The studio was started anew or has ended. Open the address that it prints.";
  else note.textContent = "The connection is lost. Trying again…";
}

function showGate(before) {
  at("gate").hidden = !state.gate;
  at("question").textContent = state.question;
  const open = state.gate === "question";
  at("yes").hidden = at("no").hidden = open;
  at("choices").replaceChildren(...(state.choices || []).map(choice));
  at("note-label").textContent = open ? "Or say it" : "Or what to change first";
  at("revise").textContent = open ? "Answer" : "Revise";
  if (state.gate && state.gate !== before) (at("choices").firstChild || (open ? at("note") : at("yes"))).focus();
}

// A button for each way to read what the brief leaves open.
function choice(text) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.addEventListener("click", () => answer(text));
  return button;
}

// The tree and the piece: fetched anew when they changed, but not over what is being edited.
async function refresh(anyway) {
  const version = state.version;
  if (!anyway && readPlan(piece).length) return;
  try {
    const answer = await fetch("view");
    if (!answer.ok || version < shown) return;
    const view = await answer.json();
    shown = version;
    replace(tree, view.tree);
    if (view.piece) replace(piece, view.piece);
    wirePlan(piece, (changes, place) => send("change", { changes }, place));
  } catch { /* the connection's line says so */ }
}

function replace(place, html) {
  if (place.dataset.html === html) return;
  const focused = place.contains(document.activeElement) ? document.activeElement.id : null;
  place.dataset.html = html;
  place.innerHTML = html;
  if (focused !== null) (at(focused) || place).focus({ preventScroll: true });
}

// What is said -----------------------------------------------------------------------------------

at("say-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = say.value.trim();
  if (text && (await send("say", { text }))) say.value = "";
  say.focus();
});
say.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  at("say-form").requestSubmit();
});
at("resume").addEventListener("click", () => send("say", { text: `/resume ${state.stopped}` }));
at("stop").addEventListener("click", () => send("stop", {}));
at("yes").addEventListener("click", () => answer("yes"));
at("no").addEventListener("click", () => answer("no"));
at("gate").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = at("note").value.trim();
  if (text) answer(text);
  else at("note").focus();
});
async function answer(text) {
  if (await send("answer", { text })) at("note").value = "";
  say.focus();
}
for (const box of document.getElementsByName("asks"))
  box.addEventListener("change", () => send("gates", {
    gates: [...document.getElementsByName("asks")].filter((one) => one.checked).map((one) => one.value),
  }));
wireMedia(ask);
piece.addEventListener("click", (event) => {
  const button = event.target.closest("[data-say]");
  if (!button) return;
  say.value = button.textContent;
  say.focus();
});
tree.addEventListener("click", (event) => {
  const button = event.target.closest("[data-go]");
  if (button) send("go", { number: Number(button.dataset.go) });
});
