// The words around the cards, in the languages that the pages speak.
const WORDS = {
  en: {
    hide: "Hide",
    advertisement: "Advertisement",
    ours: "From our sites",
    more: "More from our sites",
  },
  ja: {
    hide: "非表示にする",
    advertisement: "広告",
    ours: "姉妹サイトから",
    more: "姉妹サイトから",
  },
};

const languageAround = (element) => element.closest("[lang]")?.lang || "en";
const wordsFor = (language) => WORDS[language.toLowerCase().split("-")[0]] ?? WORDS.en;
