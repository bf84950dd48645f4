import type { Child } from "hono/jsx";
import { renderDocument, Shell, type ShellProps } from "./shell.tsx";
import { StyleGuide } from "./style-guide.tsx";

const reader = { language: "en", zone: "UTC", csrfToken: "made-for-a-test" };

/** A whole page of the console with invented places, and `children` in it. */
export const renderTestPage = (children: Child, more: Partial<ShellProps> = {}): Promise<string> =>
  renderDocument(
    <Shell
      reader={reader}
      direction="ltr"
      title="Style guide"
      site="Halden Software"
      styles={["/abide/page.css", "/abide/console.css"]}
      person="Mira Halvorsen"
      places={[
        { of: [{ title: "Overview", href: "/console" }] },
        {
          title: "What leaves",
          of: [
            { title: "Disclosures", href: "/console/disclosures", waits: "3" },
            { title: "Packages", href: "/console/packages" },
            { title: "Requests by authorities", href: "/console/legal-requests", waits: "1" },
          ],
        },
        {
          title: "Console",
          of: [
            { title: "People", href: "/console/staff" },
            { title: "Style guide", href: "/console/style-guide" },
          ],
        },
      ]}
      here="/console/style-guide"
      languages={[
        { language: "en", title: "English" },
        { language: "de", title: "Deutsch" },
      ]}
      policy={{ href: "/privacy", hash: "9fab12c04e77d1a2" }}
      {...more}
    >
      {children}
    </Shell>,
  );

export const renderGuide = (direction: "ltr" | "rtl"): Promise<string> => renderTestPage(<StyleGuide />, { direction });

/** The page of somebody who has not signed in. */
export const renderDoor = (children: Child): Promise<string> =>
  renderTestPage(children, { person: undefined, places: [], reader: { ...reader, csrfToken: undefined } });
