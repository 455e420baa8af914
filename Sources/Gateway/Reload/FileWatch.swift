/// Decides when files that are looked at now and then are worth being read again: when they differ from what was read, and
/// have been the same for two looks. In between an editor may have emptied a file that it is about to fill, or moved it
/// away.
struct FileWatch {
  private var read: [String: FileStamp]
  private var seen: [String: FileStamp]

  /// A watch over files that were read in this state.
  init(_ stamps: [String: FileStamp]) {
    read = stamps
    seen = stamps
  }

  /// Notes a look; gives whether the files are to be read.
  mutating func look(_ stamps: [String: FileStamp]) -> Bool {
    defer { seen = stamps }
    return stamps != read && stamps == seen
  }

  /// Notes that files were read, with what came of it; those that it names may be others than before.
  ///
  /// - Parameter stamps: their state before they were read.
  mutating func note(_ stamps: [String: FileStamp]) {
    self = FileWatch(stamps)
  }
}
