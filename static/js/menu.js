/* Menus close on Escape and on a click elsewhere; an error summary takes the focus. Without this script both still work. */
const menus = document.querySelectorAll("[data-menu]");

document.addEventListener("click", (event) => {
  for (const menu of menus) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus) {
    if (menu.open && menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
});
document.querySelector("[data-focus]")?.focus();
