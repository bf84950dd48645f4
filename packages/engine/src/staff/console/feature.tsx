import { fill, Page } from "@abide/console";
import { toWords } from "@abide/policy";
import { isAbideError } from "../../http/error.ts";
import type { Person } from "../../roles/roles.ts";
import type { ConsolePage } from "../console-page.ts";
import { administrator } from "../people.ts";
import type { StaffTexts } from "../texts/all.ts";
import type { StaffPage } from "./frame.tsx";
import { entersPage, type Work } from "./navigation.ts";
import type { ConsoleRequest } from "./request.ts";

/** The page of a feature, for somebody whose roles open it; else that it is closed, or that nothing is here. */
export async function answerFeature(
  { roles, pages }: Work,
  asked: ConsoleRequest,
  person: Person,
): Promise<Response | StaffPage> {
  const { request, url, path, form, visit, origin, texts } = asked;
  const page = pages.find(({ name }) => `${path}/`.startsWith(`/console/${name}/`));
  if (!page) return toMissingPage(texts);
  if (!entersPage(roles, person, page.name)) return toClosedPage(roles, page, person, texts);
  if (form) await asked.verifyCsrfToken();
  const here = `/console/${page.name}`;
  const answer = await page
    .answer({
      request,
      path: path.slice(here.length),
      query: url.searchParams,
      form,
      person,
      language: texts.language,
      visit,
      origin,
    })
    .catch((error: unknown) => {
      if (isAbideError(error) && error.code === "not-found") return undefined;
      throw error;
    });
  if (!answer) return toMissingPage(texts);
  if (answer instanceof Response) return answer;
  const { title, main, status = 200, refresh } = answer;
  return { title, main, status, here, ...(refresh === undefined ? {} : { refresh }) };
}

function toMissingPage(texts: StaffTexts): StaffPage {
  return {
    title: texts.missing,
    status: 404,
    main: (
      <Page title={texts.missing} lead={texts.missingSays}>
        <p>
          <a href="/console">{texts.home}</a>
        </p>
      </Page>
    ),
  };
}

/** A page that somebody's roles do not open: it says which roles do. */
function toClosedPage(roles: Work["roles"], page: ConsolePage, person: Person, texts: StaffTexts): StaffPage {
  const title = toWords(page.title, texts.language);
  const opened = Object.entries(roles).flatMap(([role, { title: spoken, pages: own = [] }]) =>
    own.includes(page.name) ? toWords(spoken ?? role, texts.language) : [],
  );
  return {
    title,
    status: 403,
    main: (
      <Page title={title} lead={fill(texts.closed, { roles: opened.join(", ") })}>
        {person.roles.includes(administrator) ? (
          <p>
            {texts.youGive} <a href="/console/staff">{texts.people}</a>
          </p>
        ) : (
          <p>{texts.theyGive}</p>
        )}
        <p>
          <a href="/console">{texts.home}</a>
        </p>
      </Page>
    ),
  };
}
