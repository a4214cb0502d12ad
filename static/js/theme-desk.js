/* The theme desk renews the progress of a grouping every two seconds, ticks a whole page at once, and lets one read
   a batch of texts by keyboard. Without it, "Refresh", boxes and buttons do the same. */
(() => {
  "use strict";

  const EVERY = 2000; // milliseconds

  const region = document.querySelector("[data-progress]");

  // A screen reader is told of each step once, and not of all of them every two seconds.
  const tellStep = () => {
    const step = region.querySelector('[aria-current="step"]')?.textContent.trim().replace(/\s+/g, " ") ?? "";
    const told = document.querySelector("[data-step-now]");
    const name = step.replace(/[\d\s\u00a0\u202f/]+/g, " ");
    if (told.dataset.name !== name) [told.textContent, told.dataset.name] = [step, name];
  };

  const renew = async () => {
    try {
      const answer = await fetch(region.dataset.progress, { headers: { "X-Requested-With": "XMLHttpRequest" } });
      if (answer.ok) {
        region.innerHTML = await answer.text();
        // What the grouping found stands elsewhere on the page.
        if (!region.querySelector('[data-run="unfinished"]')) return location.reload();
        tellStep();
      }
    } catch {
      // The connection is gone for a moment: the next turn asks again.
    }
    setTimeout(renew, EVERY);
  };

  if (region?.querySelector('[data-run="unfinished"]')) setTimeout(renew, EVERY);

  for (const all of document.querySelectorAll("[data-tick-all]")) {
    all.hidden = false;
    all.parentElement.querySelector("[data-tick-all-label]").hidden = false;
    all.addEventListener("change", () => {
      const name = all.dataset.tickAll || "proposal";
      for (const box of all.form.querySelectorAll(`input[name="${name}"]`)) box.checked = all.checked;
    });
  }
})();

/* Reading in batches: keys decide on the text in focus, or on the ticked ones; the answer's page replaces the part
   that is read, so that what stands here is always what a fresh page would show. */
(() => {
  "use strict";

  let region = document.querySelector("[data-reading]");
  if (!region) return;

  let here = ""; // the number of the text that was in focus last
  let busy = false;

  const texts = () => [...region.querySelectorAll("[data-text]")];
  const numbered = (number) => region.querySelector(`[data-text="${CSS.escape(number)}"]`);
  const ticked = () => [...region.querySelectorAll('[data-batch] input[name="proposal"]:checked')];
  const canConfirm = () => Boolean(region.querySelector('[data-batch] [value="confirm"]'));

  const focus = (text) => {
    if (!text) return;
    for (const other of texts()) other.tabIndex = other === text ? 0 : -1;
    here = text.dataset.text; // a window that is not in front is told of its focus later
    text.focus();
  };

  const step = (way) => {
    const all = texts();
    focus(all[all.indexOf(numbered(here)) + way]);
  };

  // The text to read once these are decided: the next one that stays, else the one before.
  const following = (decided) => {
    const order = texts().map((text) => text.dataset.text);
    const place = Math.max(order.indexOf(here), 0);
    const stays = (number) => !decided.includes(number);
    return order.slice(place).find(stays) ?? order.slice(0, place).findLast(stays) ?? "";
  };

  const say = (page) => {
    const said = [...page.querySelectorAll(".messages li")].filter((line) => !line.closest("template"));
    said.forEach((line, index) => {
      const type = ["error", "warning"].find((kind) => line.classList.contains(kind)) ?? "success";
      const text = line.textContent.trim().split("\n")[0].trim();
      document.dispatchEvent(new CustomEvent("w-messages:add", { detail: { clear: index === 0, text, type } }));
      region.querySelector("[data-said]")?.append(index ? " " : "", text);
    });
  };

  // What was ticked stays, to be sent again: a second time does no harm.
  const fail = () => {
    region.removeAttribute("aria-busy");
    const text = region.dataset.failed;
    document.dispatchEvent(new CustomEvent("w-messages:add", { detail: { clear: true, text, type: "error" } }));
    region.querySelector("[data-said]")?.replaceChildren(text);
  };

  const post = async (action, data) => {
    if (busy) return;
    busy = true;
    region.setAttribute("aria-busy", "true");
    const deedOnAll = data.get("deed") === "all";
    const compared = data.has("same"); // these stay where they are
    const decided = compared ? [] : deedOnAll ? texts().map((text) => text.dataset.text) : data.getAll("proposal").concat(data.getAll("only"));
    const next = following(decided);
    try {
      const answer = await fetch(action, { method: "POST", body: data });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-reading]");
      if (answer.status >= 500) return fail();
      if (!answer.ok || !fresh) return location.assign(answer.ok ? answer.url : location.href);
      region.replaceWith(document.adoptNode(fresh));
      region = fresh;
      say(page);
      focus(numbered(next) ?? texts()[0]);
    } catch {
      fail();
    } finally {
      busy = false;
    }
  };

  const decide = (fields) => {
    const form = region.querySelector("[data-batch]");
    const data = new FormData(form);
    if (!ticked().length) data.append("proposal", here);
    for (const [name, value] of Object.entries(fields)) data.set(name, value);
    post(form.action, data);
  };

  const compare = (value) => region.querySelector(`[name="same"][value="${value}"]`)?.click();

  const toMove = () => {
    const choice = region.querySelector("select[name=theme]");
    if (!ticked().length) choice.value = numbered(here)?.dataset.near ?? "";
    choice.focus();
  };

  const keysOfText = {
    j: () => step(1),
    arrowdown: () => step(1),
    k: () => step(-1),
    arrowup: () => step(-1),
    c: () => canConfirm() && decide({ deed: "confirm" }),
    m: toMove,
    s: () => region.querySelector("[data-reasons] button").focus(),
    i: () => compare("yes"),
    d: () => compare("no"),
    u: () => region.querySelector("[data-undo]")?.requestSubmit(),
  };

  const onText = (event, text) => {
    here = text.dataset.text;
    if (event.key === " " && event.target === text) {
      const box = text.querySelector("input[name=proposal]");
      box.checked = !box.checked;
      return true;
    }
    const key = event.key.toLowerCase();
    if (key === "c" && event.shiftKey) {
      if (canConfirm()) decide({ deed: "all" });
      return true;
    }
    if (event.shiftKey || !Object.hasOwn(keysOfText, key)) return false;
    keysOfText[key]();
    return true;
  };

  const onChoice = (event) => {
    if (event.key === "Escape") focus(numbered(here));
    else if (event.key === "Enter" && event.target.value) decide({ deed: "move" });
    else return false;
    return true;
  };

  const onReasons = (event) => {
    const buttons = [...region.querySelectorAll("[data-reasons] button")];
    if (event.key === "Escape") focus(numbered(here));
    else if (/^[1-9]$/.test(event.key) && buttons[event.key - 1]) decide({ aside: buttons[event.key - 1].value });
    else if (event.key === "Enter" && event.target.matches("button")) decide({ aside: event.target.value });
    else return false;
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !region.contains(event.target)) return;
    const text = event.target.closest("[data-text]");
    const done = text
      ? onText(event, text)
      : event.target.matches("select[name=theme]")
        ? onChoice(event)
        : event.target.closest("[data-reasons]") && onReasons(event);
    if (done) event.preventDefault();
  });

  document.addEventListener("focusin", (event) => {
    const text = region.contains(event.target) && event.target.closest("[data-text]");
    if (text) here = text.dataset.text;
  });

  document.addEventListener("submit", (event) => {
    if (!region.contains(event.target) || event.submitter?.hasAttribute("data-whole-page")) return;
    event.preventDefault();
    const action = event.submitter?.getAttribute("formaction") ?? event.target.action;
    post(action, new FormData(event.target, event.submitter));
  });

  if (document.activeElement === document.body) focus(texts()[0]);
})();
