/** Files that are dragged over something: it shows that they may be dropped there, and takes them. */

/**
 * @param {HTMLElement} target
 * @param {(files: FileList) => void} take
 */
export function takeDrops(target, take) {
  let inside = 0; // children are entered before their parents are left
  const mark = (depth) => {
    inside = depth;
    target.classList.toggle("dropping", inside > 0);
  };
  const on = (event, listener) =>
    target.addEventListener(event, (drag) => {
      if (drag.dataTransfer.types.includes("Files")) listener(drag);
    });
  on("dragenter", () => mark(inside + 1));
  on("dragleave", () => mark(inside - 1));
  on("dragover", (drag) => drag.preventDefault());
  on("drop", (drag) => {
    drag.preventDefault();
    mark(0);
    take(drag.dataTransfer.files);
  });
}
