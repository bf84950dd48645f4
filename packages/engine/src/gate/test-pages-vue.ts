import { h, ref } from "vue";

/** Counts presses, keeps what is typed, and has a frame of others in it, or another one on a second page. */
export const Page = {
  setup() {
    const pressed = ref(0);
    const isSecond = ref(false);
    const frame = (number: number) =>
      h("iframe", {
        src: `https://player.vimeo.com/video/${number}`,
        title: `Film ${number}`,
        width: 480,
        height: 270,
      });
    return () =>
      h("main", [
        h("button", { id: "press", onClick: () => pressed.value++ }, `Pressed ${pressed.value}`),
        h("input", { id: "typed", "aria-label": "Name" }),
        h("button", { id: "next", onClick: () => (isSecond.value = true) }, "Next page"),
        isSecond.value ? h("section", [frame(2)]) : frame(1),
      ]);
  },
};
