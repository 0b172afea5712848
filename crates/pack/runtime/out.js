// The gate through which a clicked link leaves: it shows the whole address and waits for a person. Nothing on this
// page knows anything of the files that are open in the app; all it holds is the address behind the # sign.
{
  const show = () => {
    const of = (id) => document.getElementById(id);
    const say = (what) => ([of("what").textContent, of("ways").hidden] = [what, true]);
    let url;
    try {
      url = new URL(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return say("This is not an address, so there is nowhere to go.");
    }
    if (!["http:", "https:", "mailto:"].includes(url.protocol)) {
      return say(`Links of the kind “${url.protocol}” are not opened.`);
    }
    const mail = url.protocol === "mailto:";
    of("what").textContent = mail ? "The link writes an e-mail to" : "The link leads to another site, which will see that you came:";
    of("host").textContent = mail ? decodeURIComponent(url.pathname) : url.host;
    of("address").textContent = url.href;
    of("leave").href = url.href;
    of("stay").onclick = () => (history.length > 1 ? history.back() : close());
    of("ways").hidden = false;
  };
  addEventListener("hashchange", show);
  show();
}
