// Opens the form that the fragment of the address names, or that contains the named element: collapsed, it would show only its title.
// Without scripts the form is opened by hand.
"use strict";

(function () {
  function open() {
    const target = document.getElementById(location.hash.slice(1));
    const part = target && target.closest("details");
    if (!part || part.open) { return; }
    part.open = true;
    target.scrollIntoView();
  }

  window.addEventListener("hashchange", open);
  open();
})();
