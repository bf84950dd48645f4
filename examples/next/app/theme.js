"use client";
export function Theme() {
  const change = () => {
    const dark = document.documentElement.classList.toggle("dark");
    localStorage.setItem("theme", dark ? "dark" : "light");
  };
  return (
    <button id="theme" onClick={change}>
      Light or dark
    </button>
  );
}
