/* The theme desk renews the progress of a grouping every two seconds, and ticks a whole page at once.
   Without it, "Refresh" does the one and boxes the other. */
(() => {
  "use strict";

  const EVERY = 2000; // milliseconds

  const region = document.querySelector("[data-progress]");

  const renew = async () => {
    try {
      const answer = await fetch(region.dataset.progress, { headers: { "X-Requested-With": "XMLHttpRequest" } });
      if (answer.ok) {
        region.innerHTML = await answer.text();
        // What the grouping found stands elsewhere on the page.
        if (!region.querySelector('[data-run="unfinished"]')) return location.reload();
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
      for (const box of all.form.querySelectorAll('input[name="proposal"]')) box.checked = all.checked;
    });
  }
})();
