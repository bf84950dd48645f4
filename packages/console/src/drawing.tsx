/** The few signs that the console draws, of one line width. Each stands beside a word that says the same. */
const lines = {
  overview: "M3.5 9.5 10 4l6.5 5.5M5.5 8.5v7.5h9V8.5",
  person: "M10 10.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 16.5c.7-2.6 3-4 6-4s5.3 1.4 6 4",
  menu: "M3.5 6h13M3.5 10h13M3.5 14h13",
};

export function Drawing({ of }: { readonly of: keyof typeof lines }) {
  return (
    <svg class="drawing" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path d={lines[of]} />
    </svg>
  );
}
