import { Page } from "@abide/console";
import { createTemplatesPage } from "../mail/console/templates.tsx";
import { groups, type ConsolePage, type PageAnswer, type PageRequest } from "../staff/console-page.ts";
import { base, mailsAt, notThere, title, type CampaignPageOptions } from "./console/frame.ts";
import { showAll } from "./console/list.tsx";
import { showOne } from "./console/one.tsx";
import { prepare } from "./console/prepare.tsx";
import { toCampaignTexts, type CampaignTexts } from "./texts/all.ts";

/** The pages where the company's people write to many, see how far it is, and look at every mail. */
export function createCampaignPage(options: CampaignPageOptions): ConsolePage {
  const templates = createTemplatesPage(options);

  const answer = async (asked: PageRequest): Promise<PageAnswer | Response> => {
    const texts = toCampaignTexts(asked.language);
    const [, first = "", second = "", ...more] = asked.path.split("/");
    if (first === "") return showAll(options, asked.language, texts);
    if (first === "mails") {
      const back = { title: texts.back, href: base };
      const page = templates.answer(asked, asked.path.slice("/mails".length), { at: mailsAt, back });
      if (page) return page;
    }
    if (more.length > 0) throw notThere();
    if (first === "unsubscribe") return showWasTest(texts);
    if (first === "new") return prepare(options, templates, asked, texts, second);
    return showOne(options, asked, texts, first);
  };

  return {
    name: "campaigns",
    title,
    says: {
      en: "Promotional mail to who agreed to it, and the notices of a changed policy.",
      de: "Werbung an alle, die zugestimmt haben, und Mitteilungen über eine geänderte Erklärung.",
    },
    group: groups.mail,
    answer,
  };
}

/** The page behind the link at the foot of a test. */
function showWasTest(texts: CampaignTexts): PageAnswer {
  const main = <Page title={texts.wasTest} lead={texts.wasTestSays} back={{ title: texts.back, href: base }} />;
  return { title: texts.wasTest, main };
}
