/* The contribution that a citation rests on: shows its whole text, and takes the selected words from it. */
(() => {
  "use strict";

  const ADDED_UNDER = /\/pages\/add\/[^/]+\/[^/]+\/(\d+)\//;
  const EDITED = /\/pages\/(\d+)\/edit/;

  class VersionChooser extends window.Chooser {
    initHTMLElements(id) {
      super.initHTMLElements(id);
      this.text = this.chooserElement.querySelector("[data-cited-text]");
      this.words = document.getElementById(id.replace(/version$/, "words"));
      this.chooserElement
        .querySelector("[data-cite-selection]")
        .addEventListener("click", () => this.citeSelection());
    }

    renderState(state) {
      super.renderState(state);
      if (state.text !== undefined) {
        this.text.value = state.text;
        this.text.lang = state.lang;
      }
    }

    /* The window lists the contributions of the consultation that the edited page belongs to. */
    getModalOptions() {
      const place = window.location.pathname.match(ADDED_UNDER) || window.location.pathname.match(EDITED);
      return place ? { linkedFieldFilters: { page: place[1] } } : null;
    }

    citeSelection() {
      const { selectionStart, selectionEnd, value } = this.text;
      const selected = value.slice(selectionStart, selectionEnd).trim();
      if (!selected || !this.words) {
        this.text.focus();
        return;
      }
      this.words.value = selected;
      this.words.dispatchEvent(new Event("input", { bubbles: true }));
      this.words.dispatchEvent(new Event("change", { bubbles: true }));
      this.words.focus();
    }
  }

  window.VersionChooser = VersionChooser;
})();
