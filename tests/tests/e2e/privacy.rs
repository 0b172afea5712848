//! Nothing leaves: no request, no packet, no name that is looked up, even when code in the page tries.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use nearside_testing::Engine::Chromium;
use nearside_testing::Outside;
use serde_json::json;
use tests::Workbench;
use tests::flows::visit;
use tests::pictures::batch;

/// What a person does in a session, from the first visit to the reload.
async fn a_session(workbench: &Workbench) -> Result<()> {
    let files = batch(workbench.folder.path(), 4, 640, 480)?;
    workbench.add(&files).await?;
    workbench.convert().await?;
    workbench.settled().await?;
    ensure!(workbench.states().await? == vec!["done"; 4], "{:?}", workbench.problems().await?);
    for place in ["view/1", "jobs", "network", "privacy", "about", ""] {
        visit(workbench, place).await?;
    }
    workbench.save_zip().await?;
    workbench.offline_ready().await?;
    workbench.reload().await
}

#[tokio::test]
async fn a_session_asks_its_own_origin_only_and_reports_no_error() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    a_session(&workbench).await?;
    let asked: Vec<String> = workbench
        .browser
        .js("return performance.getEntriesByType('resource').map(entry => entry.name)", ())
        .await?;
    let own = workbench.cdn.url();
    let foreign: Vec<_> = asked
        .iter()
        .filter(|url| !url.starts_with(&own) && !url.starts_with("blob:") && !url.starts_with("data:"))
        .collect();
    ensure!(foreign.is_empty(), "asked elsewhere: {foreign:?}");
    let strange: Vec<_> = workbench
        .cdn
        .log()
        .into_iter()
        .filter(|hit| hit.status != 200 || hit.path.starts_with('/'))
        .collect();
    ensure!(strange.is_empty(), "asked for what is not there: {strange:?}");
    workbench.no_errors().await
}

#[tokio::test]
async fn after_the_first_visit_a_session_asks_nobody() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    workbench.offline_ready().await?;
    workbench.reload().await?;
    workbench.cdn.clear_log();
    let files = batch(workbench.folder.path(), 3, 640, 480)?;
    workbench.add(&files).await?;
    workbench.convert().await?;
    workbench.settled().await?;
    let asked: Vec<_> = workbench.cdn.log().into_iter().filter(|hit| hit.path != "sw.js").collect();
    ensure!(asked.is_empty(), "{asked:?}");
    Ok(())
}

/// Every way out that a script knows, each tried once. The addresses are `args`.
const WAYS_OUT: &str = r#"
const [one, two] = args;
const quietly = async attempt => { try { await attempt(); } catch {} };
const pause = ms => new Promise(done => setTimeout(done, ms));
await quietly(() => fetch(`http://${one}/fetch`, { mode: "no-cors" }));
await quietly(() => fetch(`http://${two}/keepalive`, { mode: "no-cors", method: "POST", body: "x", keepalive: true }));
await quietly(() => { const ask = new XMLHttpRequest(); ask.open("GET", `http://${one}/xhr`); ask.send(); });
await quietly(() => { new WebSocket(`ws://${two}/socket`); });
await quietly(() => { new EventSource(`http://${one}/events`); });
await quietly(() => import(`http://${two}/module.js`));
await quietly(() => { new Worker(`http://${two}/worker.js`); });
if (globalThis.document) {
  await quietly(() => navigator.sendBeacon(`http://${one}/beacon`, "x"));
  const element = (name, attributes) => quietly(() => document.body.append(Object.assign(document.createElement(name), attributes)));
  await element("img", { src: `http://${one}/image` });
  await element("video", { src: `http://${two}/video`, preload: "auto" });
  await element("iframe", { src: `http://${one}/frame` });
  await element("object", { data: `http://${two}/object` });
  await element("script", { src: `http://${one}/script` });
  for (const rel of ["stylesheet", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload", "icon", "prerender"])
    await element("link", { rel, href: `http://${two}/${rel}`, as: "image" });
  await quietly(() => {
    const form = Object.assign(document.createElement("form"), { action: `http://${one}/form`, method: "post", target: "other" });
    document.body.append(form);
    form.submit();
  });
  await quietly(async () => {
    const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:${two}` }, { urls: `turn:${one}?transport=tcp`, username: "a", credential: "b" }] });
    peer.createDataChannel("x");
    await peer.setLocalDescription(await peer.createOffer());
  });
  await quietly(() => { open(`http://${one}/window`); });
  const style = new CSSStyleSheet();
  await quietly(() => { style.replaceSync(`body { background: url(http://${two}/css) }`); document.adoptedStyleSheets.push(style); });
}
await pause(1000);
"#;

#[tokio::test]
async fn code_in_the_page_finds_no_way_out() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    workbench.offline_ready().await?;
    workbench.reload().await?; // now the service worker's header is on the document
    let outside = Outside::listen()?;
    workbench.browser.js::<()>(WAYS_OUT, json!(outside.addresses())).await?;
    ensure!(outside.contacts().is_empty(), "the page got out: {:?}", outside.contacts());
    // The last way: to leave altogether. Not while a script of the driver still runs: then something asks for the address
    // anew, from outside the page.
    let leave = "setTimeout(() => { location.href = `http://${args}/navigation?secret` }, 100)";
    workbench.browser.js::<()>(leave, outside.addresses()[0]).await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    ensure!(
        workbench.browser.client().current_url().await?.path() == "/navigation",
        "the page did not even try"
    );
    ensure!(outside.contacts().is_empty(), "the page left: {:?}", outside.contacts());
    Ok(())
}

#[tokio::test]
async fn code_in_a_worker_finds_no_way_out() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    workbench.offline_ready().await?;
    workbench.reload().await?;
    let outside = Outside::listen()?;
    // Where an engine runs: in a worker made from a Blob. This one runs the ways out instead.
    let start = "
        const body = `onmessage = async ({ data: args }) => { ${args[0]}; postMessage('tried'); };`;
        const worker = new Worker(URL.createObjectURL(new Blob([body], { type: 'text/javascript' })), { type: 'module' });
        const done = new Promise((done, fail) => { worker.onmessage = ({ data }) => done(data); worker.onerror = event => fail(event.message ?? 'no worker'); });
        worker.postMessage(args[1]);
        return await done;";
    let tried: String = workbench.browser.js(start, json!([WAYS_OUT, outside.addresses()])).await?;
    ensure!(tried == "tried", "the worker did not run");
    ensure!(outside.contacts().is_empty(), "a worker got out: {:?}", outside.contacts());
    Ok(())
}

/// Set in the process that runs in a network of its own.
#[cfg(target_os = "linux")]
const COUNTED: &str = "NEARSIDE_COUNTED_SESSION";

/// The whole session in a network that this machine makes for it alone, where every packet is counted: the test starts itself
/// once more in there.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_session_sends_no_packet_and_looks_up_no_name() -> Result<()> {
    if std::env::var_os(COUNTED).is_some() {
        return counted_session().await;
    }
    // `out` is where packets to anywhere but loopback go. No ARP and no IPv6, so that the kernel itself sends nothing there.
    const NETWORK: &str = "
        set -e
        ip link set lo up
        ip link add out type veth peer name away
        for end in out away; do
            echo 1 > /proc/sys/net/ipv6/conf/$end/disable_ipv6
            ip link set $end arp off up
        done
        ip address add 198.51.100.1/24 dev out
        ip route add default via 198.51.100.2
        echo 'nameserver 127.0.0.1' > \"$1\"
        mount --bind \"$1\" /etc/resolv.conf
        exec \"$0\" --exact privacy::a_session_sends_no_packet_and_looks_up_no_name --nocapture";
    let names = tempfile::NamedTempFile::new()?;
    let mut command = Command::new("unshare");
    if Command::new("id").arg("-u").output()?.stdout != b"0\n" {
        command.args(["--user", "--map-root-user"]);
    }
    command.args(["--net", "--mount", "sh", "-c", NETWORK]).arg(std::env::current_exe()?).arg(names.path());
    let output = command
        .env(COUNTED, "1")
        .output()
        .context("cannot start unshare: install util-linux and iproute2")?;
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    ensure!(output.status.success() && text.contains("1 passed"), "the counted session failed:\n{text}");
    Ok(())
}

/// Chromium's own services ask for these at every start, whatever page is open; the last one is Debian's home page.
#[cfg(target_os = "linux")]
const CHROMIUMS_OWN: [&str; 6] =
    ["google.com", "googleapis.com", "gvt1.com", "gstatic.com", "google", "start.duckduckgo.com"];

#[cfg(target_os = "linux")]
async fn counted_session() -> Result<()> {
    let names = name_server()?;
    let sent = || -> Result<u64> {
        let table = std::fs::read_to_string("/proc/net/dev")?;
        let line = table
            .lines()
            .find_map(|line| line.trim().strip_prefix("out:"))
            .context("there is no device `out`")?;
        Ok(line.split_whitespace().nth(9).context("a device has counters")?.parse()?)
    };
    // First that the counters count.
    std::net::UdpSocket::bind("0.0.0.0:0")?.send_to(b"control", "192.0.2.1:9")?;
    let before = sent()?;
    ensure!(before > 0, "a packet to the outside is not counted");
    let _ = std::net::ToSocketAddrs::to_socket_addrs("control.example:80"); // there is no such host
    ensure!(names().iter().any(|name| name == "control.example"), "a look-up is not counted: {:?}", names());
    let workbench = Workbench::open(Chromium).await?;
    a_session(&workbench).await?;
    let packets = sent()? - before;
    ensure!(packets == 0, "{packets} packets left");
    let own = |name: &String| {
        CHROMIUMS_OWN.iter().any(|suffix| name == suffix || name.ends_with(&format!(".{suffix}")))
    };
    let foreign: Vec<String> =
        names().into_iter().filter(|name| name != "control.example" && !own(name)).collect();
    ensure!(foreign.is_empty(), "names were looked up: {foreign:?}");
    Ok(())
}

/// A name server that knows no name and remembers which were asked for.
#[cfg(target_os = "linux")]
fn name_server() -> Result<impl Fn() -> Vec<String>> {
    use std::sync::{Arc, Mutex};
    let socket = std::net::UdpSocket::bind("127.0.0.1:53").context("no name server without port 53")?;
    let asked = Arc::new(Mutex::new(Vec::new()));
    let note = asked.clone();
    std::thread::spawn(move || {
        let mut packet = [0; 1500];
        while let Ok((length, from)) = socket.recv_from(&mut packet) {
            let (mut at, mut labels) = (12, Vec::new());
            while let Some(&size @ 1..) = packet[..length].get(at) {
                let label = packet[..length].get(at + 1..at + 1 + usize::from(size)).unwrap_or_default();
                labels.push(String::from_utf8_lossy(label).to_lowercase());
                at += 1 + usize::from(size);
            }
            note.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(labels.join("."));
            packet[2] = 0x81;
            packet[3] = 0x83; // no such name
            let _ = socket.send_to(&packet[..length], from); // whoever asked may be gone
        }
    });
    Ok(move || asked.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone())
}

#[test]
fn whatever_the_self_test_tells_is_told_in_german_too() -> Result<()> {
    let read = |path: &str| std::fs::read_to_string(tests::repository().join(path));
    let (test, german) = (read("crates/pack/runtime/selftest.js")?, read("app/src/text/de.rs")?);
    let table = test.split_once("const HOW = {").and_then(|(_, rest)| rest.split_once("\n};"));
    let (table, _) = table.context("the self-test has no table of reasons")?;
    let reasons: Vec<&str> =
        table.lines().filter_map(|line| Some(line.trim().split_once(": (")?.0)).collect();
    ensure!(reasons.len() > 10, "{reasons:?}");
    for reason in reasons {
        ensure!(german.contains(&format!("\"{reason}\" =>")), "{reason} has no German sentence");
    }
    Ok(())
}
