/** Destinations of the file of a worker, and of what a module of one imports. Worklets reach neither hosts nor storage, and run as scripts. */
const destinations = new Set(["worker", "sharedworker", "serviceworker"]);

/** What kind of worker a browser asks for; undefined where it asks for something else, or does not say. */
export function toWorkerDestination(request: Request): string | undefined {
  const destination = request.headers.get("sec-fetch-dest")?.trim().toLowerCase();
  // Browsers said this before they said the destination.
  if (request.headers.get("service-worker") === "script") return "serviceworker";
  return destination !== undefined && destinations.has(destination) ? destination : undefined;
}
