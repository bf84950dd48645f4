import { createElement, useState } from "react";

/** Counts presses, keeps what is typed, and has a frame of others in it, or another one on a second page. */
export function Page() {
  const [pressed, press] = useState(0);
  const [isSecond, turn] = useState(false);
  const frame = (number: number) =>
    createElement("iframe", {
      src: `https://player.vimeo.com/video/${number}`,
      title: `Film ${number}`,
      width: 480,
      height: 270,
    });
  return createElement(
    "main",
    null,
    createElement("button", { id: "press", onClick: () => press(pressed + 1) }, `Pressed ${pressed}`),
    createElement("input", { id: "typed", "aria-label": "Name" }),
    createElement("button", { id: "next", onClick: () => turn(true) }, "Next page"),
    isSecond ? createElement("section", null, frame(2)) : frame(1),
  );
}
