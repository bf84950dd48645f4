import type { Language } from "@abide/policy";

/** The word before the subject of a test, in the language of the mail. */
export const toTestMark = (language: Language): string => tests[language.split("-")[0]!] ?? "Test";

const tests: { readonly [language: string]: string } = {
  ar: "اختبار",
  es: "Prueba",
  it: "Prova",
  ja: "テスト",
  pt: "Teste",
  uk: "Тест",
  zh: "测试",
};
