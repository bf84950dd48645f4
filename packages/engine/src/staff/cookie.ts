/** Names of the cookies of a staff session: bound to the host itself over https, as no browser can elsewhere. */
export function toCookieNames(secure: boolean) {
  const prefix = secure ? "__Host-abide-staff" : "abide-staff";
  return { session: prefix, factor: `${prefix}-factor`, passkey: `${prefix}-passkey`, short: `${prefix}-short` };
}
