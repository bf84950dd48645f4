import { AbideError, answerDownload, type ConsolePage } from "@abide/engine";
import { fill } from "@abide/console";
import { answerApplication } from "./application.tsx";
import { answers, type Applications } from "./applications.ts";
import { answerAnswer } from "./answer.tsx";
import { answerList } from "./list.tsx";
import { type Around, refuse } from "./parts.tsx";
import { toStages, type StageId } from "./stages.ts";
import { toApplicationTexts } from "./texts/all.ts";
import { de } from "./texts/de.ts";
import { en } from "./texts/en.ts";

const first: StageId = "received";

/**
 * The pages of the console where recruiters work with applications. Nothing here decides who may see what: every value comes from the
 * records, for recruitment and under the name of who has signed in, and what they are denied is not shown.
 */
export function createApplicationsPage(applications: Applications): ConsolePage {
  return {
    name: "applications",
    title: { en: en.title, de: de.title },
    says: { en: en.says, de: de.says },
    waits: async (person, language) => {
      const counted = await applications.count(person, { position: undefined });
      const count = counted.allowed ? (counted.counts[first] ?? 0) : 0;
      if (count === 0) return undefined;
      const { waits } = toApplicationTexts(language);
      return count === 1 ? waits.one : fill(waits.other, { count });
    },
    answer: async (asked) => {
      const { path, language, person, visit } = asked;
      const texts = toApplicationTexts(language);
      const around: Around = { asked, applications, texts, stages: toStages(visit.version.policy, language) };
      const [, id, part, ...rest] = path.split("/");
      if (id === undefined) {
        verifyOpened(around);
        return answerList(around);
      }
      if (part === undefined) return answerApplication(around, id);
      if (rest.length > 0) return refuse(around, "not-found");
      if (part === "cv") {
        verifyOpened(around);
        const got = await applications.openCv(person, id);
        return got.allowed ? answerDownload(got.file) : refuse(around, got.reason);
      }
      const answer = Object.values(answers).find(({ name }) => name === part);
      return answer ? answerAnswer(around, id, answer) : refuse(around, "not-found");
    },
  };
}

/** Refuses a form that was sent to what is only opened. */
function verifyOpened({ asked }: Around): void {
  if (asked.form) throw new AbideError("method", "This page of applications is opened, not sent a form.");
}
