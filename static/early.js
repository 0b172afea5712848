// What must be there before the app is: the theme, or a dark page would flash white; and `import()`, the one thing that
// WebAssembly cannot say for itself.
try {
  const { theme } = JSON.parse(localStorage.getItem("nearside") ?? "{}");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; then the system's theme is the right one.
}
globalThis.nearsideImport = (address) => import(address);
