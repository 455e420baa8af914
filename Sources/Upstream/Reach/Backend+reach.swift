extension Backend {
  /// Whether its address may be one of this machine or its network. Only a vendor's own is known not to be; of every other
  /// the socket finds out, when its name has been looked up.
  public var mayBeNear: Bool { isLocal || url != kind.url }
}
