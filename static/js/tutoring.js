// Makes writing a tutoring session quicker. Without it everything works, by typing and by sending.
"use strict";

const MARK = /^([ \t]*)(?:[-*+•]|\d{1,3}[.)])[ \t]+/;
const STEP = "  ";

// --- Lines of a box: moved, indented, continued -----------------------------------------------

// The item at the caret: its first line, and one past the last line of what hangs under it.
function itemAt(lines, row) {
  let first = row;
  while (first > 0 && !MARK.test(lines[first]) && /^[ \t]|^$/.test(lines[first])) first -= 1;
  let last = first + 1;
  while (last < lines.length && (lines[last] === "" ? hangsBelow(lines, last, first) : depth(lines[last]) > depth(lines[first]))) last += 1;
  return [first, last];
}

function hangsBelow(lines, row, first) {
  const next = lines.slice(row).find(line => line !== "");
  return next !== undefined && depth(next) > depth(lines[first]);
}

const depth = line => line.length - line.trimStart().length;

const MOVES = {
  up(lines, first, last) {
    if (first === 0) return null;
    const [before] = itemAt(lines, first - 1);
    const start = sibling(lines, before, depth(lines[first]));
    const moved = lines.splice(first, last - first);
    lines.splice(start, 0, ...moved);
    return start;
  },
  down(lines, first, last) {
    if (last >= lines.length || depth(lines[last]) < depth(lines[first])) return null;
    const [, end] = itemAt(lines, last);
    const moved = lines.splice(first, last - first);
    const start = end - moved.length;
    lines.splice(start, 0, ...moved);
    return start;
  },
  in(lines, first, last) {
    if (first === 0) return null;
    for (let row = first; row < last; row += 1) if (lines[row]) lines[row] = STEP + lines[row];
    return first;
  },
  out(lines, first, last) {
    if (!lines[first].startsWith(STEP)) return null;
    for (let row = first; row < last; row += 1) lines[row] = lines[row].replace(STEP, "");
    return first;
  },
};

// The item above that stands as deep as this one, or the one that it hangs under.
function sibling(lines, row, wanted) {
  while (row > 0 && depth(lines[row]) > wanted) row -= 1;
  return row;
}

function replaceText(box, text, caret) {
  box.value = text;
  box.focus();
  box.setSelectionRange(caret, caret);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function move(box, how) {
  const lines = box.value.split("\n");
  const row = box.value.slice(0, box.selectionStart).split("\n").length - 1;
  const [first, last] = itemAt(lines, row);
  const start = MOVES[how](lines, first, last);
  if (start === null) { box.focus(); return; }
  const caret = lines.slice(0, start + 1).join("\n").length;
  replaceText(box, lines.join("\n"), caret);
}

// "Enter" begins the next item as deep as this one; in an empty item it ends the list.
function continueList(event) {
  const box = event.target;
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  const before = box.value.slice(0, box.selectionStart);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const found = MARK.exec(line);
  if (!found) return;
  event.preventDefault();
  const isEmpty = line === found[0];
  const start = isEmpty ? before.slice(0, before.length - line.length) : `${before}\n${found[1]}- `;
  replaceText(box, start + box.value.slice(box.selectionEnd), start.length);
}

for (const tools of document.querySelectorAll("[data-lines-of]")) {
  const box = document.getElementById(tools.dataset.linesOf);
  tools.hidden = false;
  tools.addEventListener("click", event => {
    const button = event.target.closest("[data-move]");
    if (button) move(box, button.dataset.move);
  });
  box.addEventListener("keydown", continueList);
}

// --- Saving while somebody types ---------------------------------------------------------------

// A form sent while a draft is being saved would be older than the draft: it waits for the answer.
const form = document.getElementById("session-form");
let saving = 0;
let waiting = null;

if (form) {
  document.body.addEventListener("htmx:beforeRequest", () => { saving += 1; });
  document.body.addEventListener("htmx:afterRequest", () => {
    saving -= 1;
    if (saving === 0 && waiting) {
      const button = waiting;
      waiting = null;
      form.requestSubmit(button);
    }
  });
  form.addEventListener("submit", event => {
    if (saving === 0) return;
    event.preventDefault();
    waiting = event.submitter;
  });
}

// --- Copy for the forum --------------------------------------------------------------------------

for (const button of document.querySelectorAll("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  const told = button.parentElement.querySelector("[data-copied]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      document.execCommand("copy"); // on plain http there is no clipboard to write to
    }
    told.textContent = told.dataset.copied;
  });
}
