/** The colours of a mail in light; those in dark are in the style sheet of the layout. */
export const colours = {
  paper: "#fdfcf9",
  wash: "#f4f1e9",
  ink: "#1c1b18",
  soft: "#5b574e",
  line: "#dcd7ca",
  accent: "#1f5a60",
} as const;

/** The font of buttons and of small print. */
export const sans = "-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
