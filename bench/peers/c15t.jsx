import { ConsentBanner, ConsentDialog, ConsentManagerProvider } from "@c15t/react";
import "@c15t/react/styles.css";
import { createRoot } from "react-dom/client";

// As its quickstart writes it, without a backend.
const place = document.createElement("div");
document.body.append(place);
createRoot(place).render(
  <ConsentManagerProvider
    options={{
      mode: "offline",
      consentCategories: ["necessary", "measurement", "marketing"],
      overrides: { country: "DE" },
    }}
  >
    <ConsentBanner />
    <ConsentDialog />
  </ConsentManagerProvider>,
);
