//! Apache with mod_dav: the WebDAV server that most of the web's folders are on.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::{Server, USER, free_port};

/// [`PASSWORD`](super::PASSWORD) as htpasswd writes it.
const SHA: &str = "{SHA}W8r/fyL/UzygmbNAjq2HbA67qac=";

const MODULES: [&str; 14] = [
    "alias",
    "auth_basic",
    "authn_core",
    "authn_file",
    "authz_core",
    "authz_host",
    "authz_user",
    "dav",
    "dav_fs",
    "headers",
    "mime",
    "mpm_event",
    "reqtimeout",
    "setenvif",
];

impl Server {
    /// A server whose folder `/dav/` lets [`USER`] in with [`PASSWORD`](super::PASSWORD), and nobody without. `lines` are added
    /// to its configuration: what makes it answer pages, say.
    pub fn apache(lines: &str) -> Result<Server> {
        let (port, folder) = (free_port()?, tempfile::tempdir()?);
        let home = folder.path();
        for name in ["files", "locks", "run"] {
            fs::create_dir(home.join(name))?;
            // Started by root, it works as another user.
            fs::set_permissions(home.join(name), Permissions::from_mode(0o777))?;
        }
        fs::set_permissions(home, Permissions::from_mode(0o755))?;
        fs::write(home.join("passwords"), format!("{USER}:{SHA}\n"))?;
        let modules = Path::new("/usr/lib/apache2/modules");
        let mut config: String = MODULES
            .iter()
            .map(|name| (name, modules.join(format!("mod_{name}.so"))))
            .filter(|(_, file)| file.exists())
            .map(|(name, file)| format!("LoadModule {name}_module {}\n", file.display()))
            .collect();
        let home = home.display();
        config.push_str(&format!(
            "ServerRoot {home}\nServerName 127.0.0.1\nListen 127.0.0.1:{port}\nPidFile {home}/run/pid\nErrorLog {home}/server.log\n\
             Mutex file:{home}/run default\nDocumentRoot {home}/files\nUser www-data\nGroup www-data\nDavLockDB {home}/locks/db\n\
             TypesConfig /dev/null\nLimitRequestBody 0\nKeepAliveTimeout 2\n\
             Alias /dav {home}/files\n<Location /dav>\nDav On\nAuthType Basic\nAuthName dav\n\
             AuthUserFile {home}/passwords\nRequire valid-user\n</Location>\n{lines}\n"
        ));
        let file = folder.path().join("apache.conf");
        fs::write(&file, config)?;
        // One process: it ends with the test, whatever happens.
        let mut command = Command::new("/usr/sbin/apache2");
        command.args(["-X", "-f"]).arg(&file);
        Server::start("apache2", folder, port, &mut command)
    }
}
