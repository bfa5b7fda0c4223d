/* Keys that Streamlit's buttons cannot have, and none while somebody types. */
(() => {
  if (window.auditorKeys) { return; }
  window.auditorKeys = true;
  const typing = (target) => target.closest("input, textarea, [contenteditable=true], [role=combobox]");
  const press = (key) => {
    const button = document.querySelector(`.st-key-${key} button`);
    if (button) { button.click(); }
  };
  let entering = null;
  const tryToEnter = (field, tries) => {
    field.focus();
    if (document.activeElement === field || !tries) {
      entering = null;
      field.scrollIntoView({block: "nearest"});
    } else {
      requestAnimationFrame(() => tryToEnter(field, tries - 1));
    }
  };
  const enter = (key) => {
    const field = document.querySelector(`[class*="st-key-${key}"] :is(textarea, input)`);
    if (!field) { return false; }
    const folded = field.closest("details:not([open])");
    if (folded) { folded.querySelector("summary").click(); }
    entering = field;
    tryToEnter(field, 60);
    return true;
  };
  const reveal = (element) => {
    let box = element.parentElement;
    while (box && !(box.scrollHeight > box.clientHeight + 4 && /auto|scroll/.test(getComputedStyle(box).overflowY))) {
      box = box.parentElement;
    }
    if (!box) { return; }
    const above = element.getBoundingClientRect().top - box.getBoundingClientRect().top;
    box.scrollTop += above - box.clientHeight / 4;
  };
  const marked = () => Array.from(document.querySelectorAll(".at-ghost, .at-event.found, .at-fork"));
  let place = -1;
  const next = () => {
    const all = marked();
    if (!all.length) { return; }
    place = (place + 1) % all.length;
    reveal(all[place]);
    all.forEach((one, at) => one.classList.toggle("at-here", at === place));
  };
  document.addEventListener("keydown", (event) => {
    if (typing(event.target)) {
      if (event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey))) {
        setTimeout(() => event.target.blur(), 0);
      }
      return;
    }
    if (entering) {
      /* What is typed while the box unfolds is meant for it, and never a verdict. */
      event.stopImmediatePropagation();
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    const key = event.key.toLowerCase();
    if (event.repeat && "123ujk".includes(key)) {
      event.stopImmediatePropagation();
      event.preventDefault();
      return;
    }
    if (key === "?") { press("help"); event.preventDefault(); }
    else if (key === "d") { next(); event.preventDefault(); }
    else if (key === "e" && enter("corrected-")) { event.preventDefault(); }
    else if (key === "n" && enter("note-")) { event.preventDefault(); }
  }, true);
  let shown = "";
  const settle = () => {
    const timeline = document.querySelector(".at-timeline");
    const named = document.querySelector("[data-shown]");
    const now = timeline ? `${timeline.dataset.trace} ${named ? named.dataset.shown : ""}` : "";
    if (now === shown) { return; }
    shown = now;
    place = -1;
    const here = timeline && (timeline.querySelector(".at-event.focus, .at-event.current") || timeline.querySelector(".at-ghost"));
    if (here) {
      const before = here.previousElementSibling;
      setTimeout(() => reveal(before && before.classList.contains("at-ghost") ? before : here), 30);
    }
  };
  new MutationObserver(settle).observe(document.body, {childList: true, subtree: true});
})();
