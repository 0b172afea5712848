//! A full disk: a typed error, nothing half there, and on it goes when there is room again.

use futures_executor::block_on;

use super::{aged, assert_tidy, content, file, open, path, read};
use crate::{Kind, Store, When};

#[test]
fn a_large_file_that_does_not_fit_leaves_nothing_behind() {
    let machine = aged();
    block_on(async {
        let shelf = open(&machine).await;
        machine.quota.set(Some(4 << 20));
        shelf.write(&path("a"), file(1, 2 << 20), When::New).await.unwrap();
        let used = machine.bytes();
        let error = shelf.write(&path("b"), file(2, 3 << 20), When::New).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Quota);
        assert_eq!(machine.bytes(), used);
        assert_eq!(shelf.stat(&path("b")).await.unwrap_err().kind(), Kind::NotFound);
        // Even though a reader still has a handle of it, deleting makes room.
        read(&shelf, "a").await;
        shelf.delete(&path("a")).await.unwrap();
        shelf.write(&path("b"), file(2, 3 << 20), When::New).await.unwrap();
        assert_eq!(read(&shelf, "b").await, content(2, 3 << 20));
        assert_tidy(&machine, &shelf).await;
    });
}

#[test]
fn small_files_fill_the_disk_and_can_be_deleted_from_a_full_one() {
    let machine = aged();
    block_on(async {
        let shelf = open(&machine).await;
        machine.quota.set(Some(2 << 20));
        let mut count = 0_u64;
        let error = loop {
            match shelf.write(&path(&format!("f/{count}")), file(count, 20_000), When::New).await {
                Ok(_) => count += 1,
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind(), Kind::Quota);
        assert!(count > 60, "{count} files of 20 kB in 2 MiB");
        for name in 0..count {
            assert_eq!(read(&shelf, &format!("f/{name}")).await, content(name, 20_000));
        }
        for name in 0..count {
            shelf.delete(&path(&format!("f/{name}"))).await.unwrap();
        }
        shelf.checkpoint().await;
        shelf.tend().await;
        for name in 0..count / 2 {
            shelf.write(&path(&format!("g/{name}")), file(name, 20_000), When::New).await.unwrap();
        }
        let shelf = open(&machine.restarted()).await;
        assert_eq!(read(&shelf, "g/0").await, content(0, 20_000));
    });
}

#[test]
fn what_readers_hold_of_deleted_files_makes_room_for_small_files_and_uploads() {
    for upload in [false, true] {
        let machine = aged();
        block_on(async {
            let shelf = open(&machine).await;
            machine.quota.set(Some(machine.bytes() + (4 << 20)));
            shelf.write(&path("film"), file(1, 3 << 20), When::New).await.unwrap();
            read(&shelf, "film").await;
            shelf.delete(&path("film")).await.unwrap();
            if upload {
                let upload = shelf.begin(&path("b"), 3 << 20, When::New).await.unwrap();
                shelf.put(&upload, 0, file(2, 3 << 20)).await.unwrap();
                shelf.commit(&upload).await.unwrap();
                assert_eq!(read(&shelf, "b").await, content(2, 3 << 20));
            } else {
                for n in 0..100 {
                    shelf.write(&path(&format!("f/{n}")), file(n, 20_000), When::New).await.unwrap();
                }
            }
            assert_tidy(&machine, &shelf).await;
        });
    }
}

#[test]
fn names_change_on_a_full_disk_and_leave_room_to_delete() {
    let machine = aged();
    block_on(async {
        let shelf = open(&machine).await;
        machine.quota.set(Some(2 << 20));
        let mut count = 0;
        for size in [20_000, 100] {
            while shelf.write(&path(&count.to_string()), file(count, size), When::New).await.is_ok() {
                count += 1;
            }
        }
        let mut renamed = 0;
        let error = loop {
            let from = if renamed == 0 { path("0") } else { path(&format!("renamed {renamed}")) };
            match shelf.rename(&from, &path(&format!("renamed {}", renamed + 1)), When::New).await {
                Ok(()) => renamed += 1,
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind(), Kind::Quota);
        assert!(renamed > 100, "{renamed} renames");
        for n in 1..count {
            shelf.delete(&path(&n.to_string())).await.unwrap();
        }
    });
}

#[test]
fn an_upload_that_does_not_fit_is_refused_when_it_begins() {
    let machine = aged();
    block_on(async {
        let shelf = open(&machine).await;
        machine.quota.set(Some(4 << 20));
        let error = shelf.begin(&path("a"), 8 << 20, When::New).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Quota);
        assert_tidy(&machine, &shelf).await;
    });
}

#[test]
fn every_step_may_find_the_disk_full_and_loses_nothing() {
    for room in (64..2048_u64).step_by(29) {
        let machine = aged();
        block_on(async {
            let shelf = open(&machine).await;
            machine.quota.set(Some(machine.bytes() + (room << 10)));
            let mut kept = Vec::new();
            for n in 0..24_u64 {
                let size = [30_000, 150_000][n as usize % 2];
                match shelf.write(&path(&format!("f{n}")), file(n, size), When::New).await {
                    Ok(_) => kept.push((n, size)),
                    Err(error) => assert_eq!(error.kind(), Kind::Quota),
                }
                if n % 5 == 0 {
                    shelf.checkpoint().await;
                }
            }
            let machine = machine.restarted();
            machine.quota.set(None);
            let shelf = open(&machine).await;
            assert_eq!(shelf.list(&path(""), None).await.unwrap().entries.len(), kept.len());
            for (n, size) in kept {
                assert_eq!(read(&shelf, &format!("f{n}")).await, content(n, size));
            }
            assert_tidy(&machine, &shelf).await;
        });
    }
}
