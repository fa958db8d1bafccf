(() => {
  "use strict";
  const root = document.documentElement, button = document.getElementById("theme"), key = "earlybert-theme";
  const themes = ["system", "light", "dark"], words = { system: "as the system", light: "light", dark: "dark" };
  let theme = "system";
  try { theme = localStorage.getItem(key) || theme; } catch { /* a file that may store nothing */ }
  const show = () => {
    if (!themes.includes(theme)) theme = "system";
    if (theme === "system") root.removeAttribute("data-theme");
    else root.setAttribute("data-theme", theme);
    button.textContent = "Theme: " + words[theme];
  };
  button.addEventListener("click", () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    try { localStorage.setItem(key, theme); } catch { /* the same */ }
    show();
  });
  button.hidden = false;
  show();
})();
