/** The colours of a mail in a light room; those of a dark one are in the frame's style sheet. */
export const colours = {
  paper: "#fdfcf9",
  wash: "#f4f1e9",
  ink: "#1c1b18",
  soft: "#5b574e",
  line: "#dcd7ca",
  accent: "#1f5a60",
} as const;

/** What is operated and what is small. */
export const sans = "-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
