//! Files with recorded statements. The proxies write them, and remove them when they are old; a directory
//! for each instance is made here before they are told to record it, and removed with all that is in
//! it.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::os::unix::fs::FileExt;
use std::time::UNIX_EPOCH;

use hyades_agent_api::{AgentError, RecordFile};
use hyades_types::id::InstanceId;
use hyades_types::record::RecordName;
use hyades_types::time::Timestamp;
use hyades_types::topology::TopologySnapshot;
use hyades_types::units::ByteSize;

use crate::error::During;
use crate::files;
use crate::paths::{Layout, TRASH_PREFIX};

/// No part is longer, whatever is asked for.
const LONGEST_PART: usize = 1 << 20;

/// Makes the directories that the snapshot needs.
pub(super) fn make(layout: &Layout, whole: &TopologySnapshot) -> Result<(), AgentError> {
    let recorded = whole.recorded.iter();
    recorded
        .map(|instance| layout.records_of(instance))
        .try_for_each(|dir| files::make_dir(&dir))
}

/// The complete files of an instance, by name.
pub(crate) fn list(layout: &Layout, instance: &InstanceId) -> Result<Vec<RecordFile>, AgentError> {
    let dir = layout.records_of(instance);
    let entries = match fs::read_dir(&dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).during_file("read", &dir),
    };
    let mut found: Vec<RecordFile> = entries
        .flatten()
        .filter_map(|entry| {
            let name: RecordName = entry.file_name().to_str()?.parse().ok()?;
            // Removed meanwhile, or not ours.
            let meta = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            let since = meta.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
            let millis = i64::try_from(since.as_millis()).ok()?;
            (name.instance() == instance).then(|| RecordFile {
                name,
                size: ByteSize::bytes(meta.len()),
                updated_at: Timestamp::from_millis(millis),
            })
        })
        .collect();
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

/// A part of a file.
pub(crate) fn read(
    layout: &Layout,
    name: &RecordName,
    offset: u64,
    limit: usize,
) -> Result<Vec<u8>, AgentError> {
    let path = layout.records_of(name.instance()).join(name.as_str());
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(AgentError::NoSuchRecord { name: name.clone() });
        }
        Err(error) => return Err(error).during_file("open", &path),
    };
    part(&file, offset, limit.min(LONGEST_PART)).during_file("read", &path)
}

fn part(file: &File, offset: u64, limit: usize) -> io::Result<Vec<u8>> {
    let left = file.metadata()?.len().saturating_sub(offset);
    let length = usize::try_from(left).unwrap_or(limit).min(limit);
    let mut bytes = vec![0; length];
    file.read_exact_at(&mut bytes, offset)?;
    Ok(bytes)
}

/// Removes everything of an instance.
pub(crate) fn drop_all(layout: &Layout, instance: &InstanceId) -> Result<(), AgentError> {
    let dir = layout.records_of(instance);
    let leaving = layout.records().join(format!("{TRASH_PREFIX}{instance}"));
    files::remove(&leaving)?;
    // Renamed first: from here on nobody begins a file in it, and what others have open goes with it.
    match fs::rename(&dir, &leaving) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(error).during_file("remove", &dir);
        }
        _ => {}
    }
    files::remove(&leaving)
}

#[cfg(test)]
mod tests {
    use hyades_types::id::NodeId;

    use super::*;

    #[test]
    fn files_are_listed_read_and_removed() {
        let dir = tempfile::tempdir().unwrap();
        let layout = Layout::new(dir.path());
        let instances = [InstanceId::generate(), InstanceId::generate()];
        let [own, other] = &instances;
        assert_eq!(list(&layout, own), Ok(Vec::new()));
        let whole = TopologySnapshot {
            recorded: instances.to_vec(),
            ..TopologySnapshot::default()
        };
        make(&layout, &whole).unwrap();
        make(&layout, &whole).unwrap();
        let file = |instance: &InstanceId, seconds: i64, text: &str| {
            let time = Timestamp::from_millis(seconds * 1000);
            let name = RecordName::new(time, instance, &NodeId::generate());
            let path = layout.records_of(instance).join(name.as_str());
            fs::write(path, text).unwrap();
            name
        };
        let (second, first) = (file(own, 9, "two"), file(own, 8, "one!"));
        file(other, 8, "three");
        let grows = layout.records_of(own).join(format!("{first}.part"));
        fs::write(grows, "x").unwrap();
        let listed = list(&layout, own).unwrap();
        let shown: Vec<_> = listed.iter().map(|file| (&file.name, file.size)).collect();
        assert_eq!(
            shown,
            [(&first, ByteSize::bytes(4)), (&second, ByteSize::bytes(3))]
        );
        for (offset, limit, expected) in [
            (0, 100, &b"one!"[..]),
            (0, usize::MAX, b"one!"),
            (1, 2, b"ne"),
            (4, 1, b""),
            (u64::MAX, 1, b""),
            (0, 0, b""),
        ] {
            let read = read(&layout, &first, offset, limit).unwrap();
            assert_eq!(read, expected, "{offset} {limit}");
        }

        drop_all(&layout, own).unwrap();
        drop_all(&layout, own).unwrap();
        assert_eq!(list(&layout, own), Ok(Vec::new()));
        assert_eq!(
            read(&layout, &first, 0, 1),
            Err(AgentError::NoSuchRecord { name: first })
        );
        assert_eq!(list(&layout, other).unwrap().len(), 1);
    }
}
