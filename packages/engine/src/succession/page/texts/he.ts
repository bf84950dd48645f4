import type { SuccessionPageTexts } from "./en.ts";

export const he: SuccessionPageTexts = {
  title: "העברה ליורש",
  cancelled: "ההעברה הזאת לא תתבצע.",
  transferred: "מה שנשמר עליכם הועבר אל {to}.",
  objectThere: "אפשר להתנגד שם, ולשאול אותנו:",
  objected: "התנגדתם.",
  notTransferred: "דבר עליכם לא הועבר אל {to}.",
  objectionKept: "ההתנגדות שלכם נרשמה. מה שנשמר עליכם אינו מועבר.",
  waiting: "מה שנשמר עליכם עובר מ-{from} אל {to}, לאותן מטרות. הוא עוד לא התקבל שם.",
  planned: "ב-{on} {from} מעביר את מה שנשמר עליכם אל {to}, לאותן מטרות.",
  untilThen: "עד אז אפשר להתנגד בלי לציין סיבה. הנתונים שלכם יישארו אז בחוץ.",
  object: "התנגדות להעברה",
};
