import type { SuccessionPageTexts } from "./en.ts";

export const tr: SuccessionPageTexts = {
  title: "Halefe devir",
  cancelled: "Bu devir gerçekleşmeyecek.",
  transferred: "Hakkınızda saklananlar şuraya devredildi: {to}.",
  objectThere: "Orada itiraz edebilir ve bize sorabilirsiniz:",
  objected: "İtiraz ettiniz.",
  notTransferred: "Hakkınızda hiçbir şey şuraya devredilmedi: {to}.",
  objectionKept: "İtirazınız kayda geçti. Hakkınızda saklananlar devredilmiyor.",
  waiting: "Hakkınızda saklananlar aynı amaçlarla geçiyor: {from} → {to}. Orada henüz alınmadı.",
  planned: "{on} tarihinde {from}, hakkınızda saklananları aynı amaçlarla devreder: {to}.",
  untilThen: "O zamana kadar gerekçe göstermeden itiraz edebilirsiniz. Verileriniz o zaman dışarıda bırakılır.",
  object: "Devre itiraz et",
};
