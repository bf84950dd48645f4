// Passkeys in the console. Without this script its buttons stay hidden, and passwords go on.

for (const box of document.querySelectorAll<HTMLElement>("[data-passkey]")) {
  const act = box.dataset["passkey"];
  const alert = box.querySelector("[role=alert]");
  const button = box.querySelector("button");
  if (!button || !("PublicKeyCredential" in globalThis) || !("parseCreationOptionsFromJSON" in PublicKeyCredential))
    continue;
  box.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    if (alert) alert.textContent = "";
    run(act === "add", box)
      .then(() => location.assign(box.dataset["then"] ?? "/console"))
      .catch((error: unknown) => {
        if (alert) alert.textContent = error instanceof Refused ? error.message : (box.dataset["failed"] ?? "");
        button.disabled = false;
      });
  });
}

/** What the server said against it, in the page's language. */
class Refused extends Error {}

/** Makes a passkey, or signs in with one. Rejects where the person, the device or the server says no. */
async function run(add: boolean, box: HTMLElement): Promise<void> {
  const password = box.querySelector("input")?.value ?? "";
  const form = box.dataset["form"] ?? "";
  const options: unknown = await (await post({ do: add ? "add-options" : "sign-in-options", form, password })).json();
  const credential = add
    ? await navigator.credentials.create({
        publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON),
      })
    : await navigator.credentials.get({
        publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON),
      });
  const response = JSON.stringify((credential as PublicKeyCredential).toJSON());
  await post({ do: add ? "add" : "sign-in", form, response });
}

async function post(fields: Record<string, string>): Promise<Response> {
  const answer = await fetch("/console/passkey", {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams(fields),
  });
  if (answer.ok) return answer;
  const { says } = (await answer.json()) as { says?: string };
  throw says === undefined ? new Error(String(answer.status)) : new Refused(says);
}
