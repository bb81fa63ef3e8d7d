// The plan's rows as fields, and two takes beside each other.

export function wirePlan(piece, change) {
  const form = piece.querySelector("#plan");
  if (form && !form.dataset.wired) {
    form.dataset.wired = "yes";
    const told = () => {
      const count = readPlan(piece).length;
      for (const button of form.querySelectorAll(".changed button")) button.disabled = !count;
      form.querySelector("#changed").textContent = count
        ? `${count} ${count === 1 ? "row" : "rows"} changed: only what that touches is made again.` : "";
    };
    form.addEventListener("input", told);
    form.addEventListener("reset", () => setTimeout(told));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const changes = readPlan(piece);
      if (changes.length) await change(changes, form.querySelector("#changed"));
    });
  }
  for (const compare of piece.querySelectorAll(".compare:not([data-wired])")) wireCompare(compare);
}

// The rows whose value is another one than the plan's.
export function readPlan(piece) {
  const changes = [];
  for (const field of piece.querySelectorAll("#plan [data-path]")) {
    const [value, before] = [valueOf(field), valueOf(field, true)];
    if (JSON.stringify(value) !== JSON.stringify(before))
      changes.push({ path: field.dataset.path, value });
    field.closest(".field").classList.toggle("dirty", JSON.stringify(value) !== JSON.stringify(before));
  }
  return changes;
}

function valueOf(field, before = false) {
  switch (field.dataset.control) {
    case "choices":
      return [...field.querySelectorAll("input")]
        .filter((box) => (before ? box.defaultChecked : box.checked)).map((box) => box.value);
    case "choice": {
      const chosen = before ? [...field.options].find((one) => one.defaultSelected) : field.selectedOptions[0];
      return chosen?.value || null;
    }
    case "number": return Number(before ? field.defaultValue : field.value);
    case "flag": return before ? field.defaultChecked : field.checked;
    default: return before ? field.defaultValue : field.value;
  }
}

function wireCompare(compare) {
  compare.dataset.wired = "yes";
  const pair = compare.querySelector(".pair"), moment = compare.querySelector(".moment");
  const wipe = compare.querySelector(".wipe");
  const move = () => {
    pair.style.setProperty("--part", wipe.value / 100);
    wipe.setAttribute("aria-valuetext", `${wipe.value} % before, ${100 - wipe.value} % after`);
  };
  const load = () => {
    for (const select of compare.querySelectorAll(".of")) {
      const image = pair.querySelector(`.${select.dataset.side}`);
      const chosen = select.selectedOptions[0];
      const step = moment && chosen.dataset.kind === "video" ? `?step=${moment.value}` : "";
      image.src = `stills/${chosen.value}${step}`;
      image.alt = `${select.dataset.side}: ${chosen.text}`;
    }
  };
  wipe.addEventListener("input", move);
  moment?.addEventListener("input", load);
  for (const select of compare.querySelectorAll(".of")) select.addEventListener("change", load);
  move();
}
