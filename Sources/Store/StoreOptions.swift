/// Where a store lies.
public enum StoreLocation: Sendable, Equatable {
  /// In a file; its directory is made where it is missing.
  case file(String)
  /// In memory, gone with the store.
  case memory
}

/// What a store is opened for.
public enum StoreAccess: Sendable, Equatable {
  /// Recording what a gateway does; one process at a time, and old sessions are seen to.
  case serving
  /// Looking, whether or not a gateway is recording.
  case reading
  /// Removing sessions while no gateway is recording.
  case maintenance
}

/// The limits a store keeps.
public struct StoreOptions: Sendable {
  /// The most bytes of turns waiting to be written; turns beyond are dropped and counted.
  public var queueBytes = 64 << 20
  /// The most chain hashes (16 bytes each) of recent conversations kept in memory.
  public var indexedHashes = 512 << 10
  /// What is kept, and how long; seen to when serving.
  public var retention = RetentionPolicy()
  /// The time, in milliseconds since 1970.
  public var now: @Sendable () -> Int64 = WallClock.milliseconds

  /// The defaults.
  public init() {}
}
