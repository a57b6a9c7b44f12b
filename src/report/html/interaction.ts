/** The report's only script: copy buttons, and opening what a deep link points into. Everything else works without it. */
export const SCRIPT = `
document.documentElement.classList.add("js");
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button.copy") : null;
  if (!button) return;
  const source = document.getElementById(button.dataset.copies);
  const done = (word) => { button.textContent = word; setTimeout(() => { button.textContent = "Copy"; }, 1500); };
  const select = () => { const range = document.createRange(); range.selectNodeContents(source); const s = getSelection(); s.removeAllRanges(); s.addRange(range); done("Selected: press Ctrl+C"); };
  if (navigator.clipboard) navigator.clipboard.writeText(source.textContent).then(() => done("Copied"), select); else select();
});
const open = () => {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let e = target; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
  if (target) target.scrollIntoView();
};
addEventListener("hashchange", open);
open();
`;
