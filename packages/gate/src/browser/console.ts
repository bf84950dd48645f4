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
    run(act === "add")
      .then(() => location.assign(act === "add" ? "/console/account" : "/console"))
      .catch(() => {
        if (alert) alert.textContent = box.dataset["failed"] ?? "";
        button.disabled = false;
      });
  });
}

/** Makes a passkey, or signs in with one. Rejects where the person, the device or the server says no. */
async function run(add: boolean): Promise<void> {
  const options: unknown = await (await post(add ? "add-options" : "sign-in-options")).json();
  const credential = add
    ? await navigator.credentials.create({
        publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON),
      })
    : await navigator.credentials.get({
        publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON),
      });
  await post(add ? "add" : "sign-in", JSON.stringify((credential as PublicKeyCredential).toJSON()));
}

async function post(act: string, response = ""): Promise<Response> {
  const answer = await fetch("/console/passkey", {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams({ do: act, response }),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer;
}
