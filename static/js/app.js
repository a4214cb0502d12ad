/* What the pages do a little better with JavaScript; without it, all of them work. */
(() => {
  "use strict";

  const live = document.getElementById("live-status");

  const say = (sentence, { visible = false } = {}) => {
    if (!live) return;
    live.textContent = "";
    live.toggleAttribute("data-visible", visible);
    // A reader announces a change: the emptied region is filled in the next frame.
    requestAnimationFrame(() => {
      live.textContent = sentence;
    });
    if (visible) setTimeout(() => live.removeAttribute("data-visible"), 8000);
  };

  const counted = new WeakSet();

  const counters = (root) => {
    for (const counter of root.querySelectorAll("[data-counter]")) {
      const field = document.getElementById(counter.dataset.counter);
      if (!field || !(field.maxLength > 0) || counted.has(counter)) continue;
      counted.add(counter);
      const count = () => {
        const left = field.maxLength - field.value.length;
        counter.textContent = `${left.toLocaleString(document.documentElement.lang)} ${counter.dataset.left}`;
      };
      field.addEventListener("input", count);
      count();
    }
  };

  const reveal = (root) => {
    for (const button of root.querySelectorAll("[data-copy-link][hidden], [data-print][hidden]")) {
      button.hidden = false;
    }
  };

  const enhance = (root) => {
    counters(root);
    reveal(root);
  };

  document.addEventListener("click", async (event) => {
    const copy = event.target.closest("[data-copy-link]");
    if (copy) {
      const address = new URL(copy.dataset.copyLink || location.href, location.href).href;
      try {
        await navigator.clipboard.writeText(address);
        say(live.dataset.copied, { visible: true });
      } catch {
        say(address, { visible: true });
      }
    }
    if (event.target.closest("[data-print]")) window.print();
  });

  let held = false; // whether what is swapped had the keyboard

  document.addEventListener("htmx:beforeSwap", (event) => {
    held = event.detail.target.contains(document.activeElement);
  });

  const within = (region, selector) => (region.matches(selector) ? region : region.querySelector(selector));

  const giveFocus = (region, status) => {
    const wanted = within(region, "[data-focus]");
    const lost = held && document.activeElement === document.body; // the button that was pressed is no more
    held = false;
    if (wanted) wanted.focus();
    else if (lost) {
      const heir = status ?? region;
      if (!heir.hasAttribute("tabindex")) heir.tabIndex = -1;
      heir.focus({ preventScroll: true });
    }
  };

  document.addEventListener("htmx:afterSettle", (event) => {
    const region = event.detail.elt;
    if (!(region instanceof Element)) return;
    enhance(region.parentElement ?? region);
    const status = within(region, "[data-status]");
    if (status) say(status.dataset.status || status.textContent.trim());
    giveFocus(region, status);
  });

  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, () => say(live.dataset.failed, { visible: true }));
  }

  // Words that this browser kept (drafts.js): they go with the draft, with the session, and once they were sent.
  const forget = (wanted) => {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith("brouillon:") && wanted(key)) localStorage.removeItem(key);
    }
  };

  document.addEventListener("submit", (event) => {
    const draft = event.target.dataset.forgetDrafts;
    if (draft === undefined) return;
    forget((key) => key.endsWith(draft));
    if (draft) return;
    localStorage.setItem("brouillons-oublies", Date.now()); // other tabs hear it, and keep nothing more
    localStorage.removeItem("brouillons-oublies");
  });

  const forgetSent = () => {
    if (!Object.hasOwn(sessionStorage, "brouillon-parti")) return; // who sent no words is asked for nothing
    const [form, draft] = JSON.parse(sessionStorage.getItem("brouillon-parti"));
    const waits = ["/connexion/", "/bienvenue/"].some((step) => location.pathname.startsWith(step));
    if (waits) return;
    sessionStorage.removeItem("brouillon-parti");
    if (!location.pathname.startsWith(form)) forget((key) => key.endsWith(draft));
  };

  try {
    forgetSent();
  } catch {
    // a browser that lets no page store anything has nothing to forget
  }

  // A page that comes back whole with an error shows it first; the styleguide's errors are nobody's.
  document.querySelector("main [data-focus]:not(.specimen *)")?.focus();
  enhance(document);
})();
