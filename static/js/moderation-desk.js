/* Keys of the moderators' desk: j and k go on and back, p publishes, w goes to the grounds, o marks as off-topic,
   m leaves such a mark as it is, c asks for a change, h hands over, a shows what says the same; u takes the last
   decision back, U all that were taken with it; in the queue, and where several texts are decided on, x ticks.
   All of it works by hand. */
(() => {
  "use strict";

  const item = document.querySelector("[data-desk-item]");
  const rows = [...document.querySelectorAll("[data-desk-queue] .desk-row")];

  const undo = document.querySelector("[data-desk-undo]");
  if (undo) {
    const left = Date.parse(undo.dataset.deskUndo) + 60_000 - Date.now();
    setTimeout(() => undo.remove(), Math.min(Math.max(left, 0), 60_000));
  }

  const isTyping = (target) =>
    target.isContentEditable ||
    target.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=hidden])");

  const go = (address) => {
    if (address) location.assign(address);
  };

  const step = (way) => {
    const here = rows.indexOf(document.activeElement.closest(".desk-row"));
    const next = here < 0 ? rows[0] : rows[here + way];
    next?.querySelector("a")?.focus();
  };

  const unfold = (key) => {
    const part = document.querySelector(`[data-desk-unfold="${key}"]`);
    if (!part) return;
    part.open = true;
    part.querySelector("textarea, input:not([type=hidden])").focus();
  };

  const everywhere = {
    p: () => document.querySelector("[data-desk-publish] button")?.click(),
    w: () => document.querySelector("#withhold input")?.focus(),
    u: () => undo?.querySelector("button").click(),
    U: () => undo?.querySelector("[data-desk-undo-all]")?.click(),
  };
  const deeds = item
    ? {
        ...everywhere,
        j: () => go(item.dataset.next || item.dataset.queue),
        k: () => go(item.dataset.previous),
        o: () => unfold("o"),
        c: () => unfold("c"),
        m: () => document.querySelector("[data-desk-leave-mark] button")?.click(),
        a: () => go(item.dataset.alike),
        h: () => document.querySelector(".desk-over select, .desk-over textarea")?.focus(),
      }
    : {
        ...everywhere,
        j: () => step(1),
        k: () => step(-1),
        x: () => document.activeElement.closest(".desk-row")?.querySelector("[type=checkbox]").click(),
      };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
    const deed = deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  });

  // The others see who has the text open, and that they let go of it.
  const hand = document.querySelector("[data-desk-hand]");
  if (hand) {
    const said = hand.querySelector("[data-desk-hand-said]");
    const words = (extra) => {
      const data = new FormData(hand);
      data.set(extra, "1");
      return data;
    };
    const take = async () => {
      if (document.visibilityState !== "visible") return;
      try {
        const answer = await fetch(hand.action, { method: "POST", body: words("quiet") });
        const text = answer.ok ? (await answer.text()).trim() : said.innerHTML;
        if (text !== said.innerHTML.trim()) said.innerHTML = text;
      } catch {
        // Offline: the next turn says it.
      }
    };
    hand.querySelector("[data-desk-hand-take]").hidden = true;
    take();
    setInterval(take, 60_000);
    addEventListener("pagehide", () => navigator.sendBeacon(hand.action, words("let_go")));
  }

  // The sentence of the chosen ground is offered as a placeholder: the words stay the moderator's.
  for (const ground of document.querySelectorAll(".desk-ground")) {
    ground.addEventListener("change", () => {
      const words = ground.closest("form")?.querySelector("textarea[name=words]");
      if (words) words.placeholder = ground.querySelector("[data-sample] q")?.textContent ?? "";
    });
  }
})();
