const all = [...document.querySelectorAll("details.case")];
const get = id => document.getElementById(id);
function sift() {
  const words = get("words").value.toLowerCase(), suite = get("suite").value, which = get("which").value;
  let shown = 0;
  for (const each of all) {
    const fits = (!suite || each.dataset.suite === suite)
      && (!which || each.dataset.came === which)
      && (!words || each.textContent.toLowerCase().includes(words));
    each.hidden = !fits;
    shown += fits;
  }
  get("count").textContent = `${shown} of ${all.length}`;
}
for (const id of ["words", "suite", "which"]) get(id).addEventListener("input", sift);
if (all.some(each => each.dataset.came === "failed")) get("which").value = "failed";
sift();
