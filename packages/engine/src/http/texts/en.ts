import type { TextsOf } from "@abide/policy";

/** What visitors are told of a choice that they made, of a form that arrived, and of what went wrong: what happened, and what to do next. */
export const en = {
  kept: "Your choice is kept",
  keptSays: "You are taken back to where you were.",
  inEffect: "Your refusal is in effect",
  inEffectSays:
    "Your refusal is in effect on this device. It is not recorded yet: that happens by itself with your next visit.",
  sent: "Your message has arrived",
  back: "Go back",
  says: {
    filesDown: "Files can be neither taken nor opened just now.",
    fileLost: "This file cannot be opened, because what we keep of it is damaged or gone.",
    badGateway: "The site's answer could not be read.",
    closed: "The site is about to restart.",
    crossSite: "This was not sent from a page of this site, so nothing was done.",
    gone: "What was at this address has ended.",
    internal: "Something went wrong on our side.",
    malformed: "What was sent could not be read.",
    mediaType: "What was sent is of a kind that is not taken here.",
    method: "This address does something only when a form is sent to it; opening it changes nothing.",
    notFound: "There is nothing at this address.",
    notKept: "Your choice could not be kept. What you chose before still holds.",
    refused: "Not everything can be taken as it was sent.",
    staleForm: "The policy has changed, or this page has been open for too long, so your choice was not kept.",
    storeDown: "This could not be kept just now.",
    tooBusy: "More arrives here just now than can be taken, so nothing was kept.",
    tooFast: "That was a lot in a short time.",
    tooLarge: "What was sent is too long.",
    usedForm: "This form has been used already, or belongs to another browser, so nothing was kept.",
  },
  next: {
    tryAgain: "Try again in a minute.",
    goBack: "Go back to the page you came from and try again there.",
    chooseAgain: "Nothing was changed. Open the page again and choose there.",
    tellSite: "Tell whoever runs this site; it may be in a back-up.",
    sendFromHere: "Open this site and send it from there.",
    askForNew: "Ask whoever gave you the address for a new one.",
    useForm: "Use the form on the page.",
    checkAddress: "Check the address, or start at the first page.",
    correct: "Correct what is named and send it again.",
    shorten: "Shorten it and send it again.",
  },
};

export type AnswerTexts = TextsOf<typeof en>;
