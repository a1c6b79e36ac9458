// What the portal does in the browser on every page; a component without a face.

export default function ({ data }) {
  sayStreamlitsWords(WORDS[data.language]);
  keepWhatIsTyped();
  takeOneClick();
  oneStepBack();
  fetchWhatComes(SOON, data.charts);
}
