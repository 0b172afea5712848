//! Connecting places: what each can do is found out, and how to get in is sealed.

use ::store::doctor::Diagnosis;
use ::store::{Error, Kind, Place, Result, Settings, Store, When, s3, webdav};
use nearside::File;

use super::locksmith;
use super::open::{file_of, local};

/// The parts of the settings that a bucket needs.
fn bucket(settings: &Settings) -> Option<s3::Settings> {
    let Settings::Bucket { name, endpoint, region, bucket, folder, key, secret, hosted } = settings.clone()
    else {
        return None;
    };
    let style = if hosted { s3::Style::Host } else { s3::Style::Path };
    Some(s3::Settings { name, endpoint, region, bucket, folder, key, secret, token: None, style })
}

fn webdav(settings: &Settings) -> Option<webdav::Settings> {
    let Settings::WebDav { name, address, user, password } = settings.clone() else { return None };
    let auth = if user.is_empty() { webdav::Auth::Open } else { webdav::Auth::Basic { user, password } };
    Some(webdav::Settings { name, address, auth })
}

/// Remembers a place. Its credentials are sealed with the vault, if there is one.
pub(crate) async fn remember(place: &Place) -> Result<()> {
    let place = &locksmith::reseal(place).await?;
    let text = serde_json::to_vec(place)
        .map_err(|error| Error::new(Kind::Failed, format!("{} cannot be kept ({error}).", place.name)))?;
    local().await?.write(&file_of(place)?, File::new("place.json", text), When::Always).await.map(drop)
}

#[cfg(not(target_arch = "wasm32"))]
mod here {
    //! Natively nothing is connected: tests of adapters have their own servers.

    use super::*;

    pub async fn connect(settings: Settings, private: bool) -> Result<Place> {
        let _ = (bucket(&settings), webdav(&settings), private);
        Err(Error::new(Kind::Unsupported, format!("{} is connected in a browser only.", settings.name())))
    }

    pub async fn examine(settings: &Settings, _page: &str) -> Result<Vec<Diagnosis>> {
        Err(Error::new(Kind::Unsupported, format!("{} is examined in a browser only.", settings.name())))
    }

    pub async fn reseal(place: &Place, _: &::store::seal::Key) -> Result<Place> {
        Err(Error::new(Kind::Unsupported, format!("{} is kept in a browser only.", place.name)))
    }
}

#[cfg(target_arch = "wasm32")]
mod here {
    use std::rc::Rc;

    use ::store::doctor;
    use ::store::folder::Folder;
    use ::store::seal::{Key, Sealed};

    use super::super::open::{Opened, Way, http};
    use super::*;

    /// Connects and probes, then seals what is needed to come again.
    pub async fn connect(settings: Settings, private: bool) -> Result<Place> {
        let (way, store): (Way, Opened) = if let Some(bucket) = bucket(&settings) {
            let store = s3::S3::connect(bucket.clone(), http()).await?;
            (Way::Bucket(bucket, store.probed().clone()), Rc::new(store))
        } else if let Some(folder) = webdav(&settings) {
            let store = webdav::WebDav::connect(&folder, http()).await?;
            (Way::WebDav(folder, store.probed().clone()), Rc::new(store))
        } else if let Settings::Azure { name, address } = &settings {
            let store = ::store::Azure::connect(name, address, http()).await?;
            (Way::Azure(name.clone(), address.clone(), store.can()), Rc::new(store))
        } else if let Settings::Web { name, address } = &settings {
            let store = ::store::Web::connect(name, address, http()).await?;
            (Way::Web(name.clone(), address.clone(), store.can()), Rc::new(store))
        } else if let Settings::Folder { name, key } = &settings {
            (Way::Folder(name.clone(), key.clone()), Rc::new(Folder::open(name, key).await?))
        } else {
            return Err(Error::new(Kind::Invalid, "There is nothing to connect."));
        };
        let (can, vault) = match private {
            true => {
                let key = locksmith::agree(&store).await?;
                (Sealed::new(store, key.of_places().await?).can(), Some(key))
            }
            false => (store.can(), locksmith::key().await?),
        };
        let key = match &vault {
            Some(key) => key.clone(),
            None => Key::of_device().await?,
        };
        let id = match &way {
            // The page has a handle of the folder under it, and the place is all that it has to find that by.
            Way::Folder(_, key) => key.clone(),
            _ => format!("{:016x}", (js_sys::Math::random() * 2f64.powi(53)) as u64),
        };
        let text = serde_json::to_vec(&way)
            .map_err(|error| Error::new(Kind::Failed, format!("The settings cannot be kept ({error}).")))?;
        let sealed = key.seal_secret(&id, &text).await?;
        let vault = vault.map(|key| key.id());
        let (name, kind, origin) = (settings.name().to_owned(), settings.kind(), settings.origin()?);
        Ok(Place { id, name, kind, origin, can, sealed, vault, private })
    }

    /// What is wrong with a connection.
    pub async fn examine(settings: &Settings, page: &str) -> Result<Vec<Diagnosis>> {
        Ok(match (bucket(settings), webdav(settings)) {
            (Some(settings), _) => doctor::bucket(&settings, page, http()).await,
            (_, Some(settings)) => doctor::folder(&settings, page, http()).await,
            _ => Vec::new(),
        })
    }

    /// The same place, its credentials sealed with the key of the vault instead of that of this device.
    pub async fn reseal(place: &Place, key: &Key) -> Result<Place> {
        let text = Key::of_device().await?.open_secret(&place.id, &place.sealed).await?;
        let sealed = key.seal_secret(&place.id, &text).await?;
        Ok(Place { sealed, vault: Some(key.id()), ..place.clone() })
    }
}

pub(super) use here::reseal;
pub(crate) use here::{connect, examine};
