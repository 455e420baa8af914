/// How long the first byte of an answer may take: longer for a longer prompt, because the prompt is read first.
public enum FirstByteLimit {
  // A vendor that has not begun after four minutes has not heard us, and the client behind us gives up after five to
  // ten.
  private static let streamed: Duration = .seconds(240)
  // A local server may have to load the model first, for which Ollama takes five minutes if it must; the client behind us
  // is shown meanwhile that somebody is there.
  private static let streamedLocally: Duration = .seconds(360)
  // An answer that is not streamed comes when it is complete; vendors allow ten minutes for one.
  private static let whole: Duration = .seconds(600)
  // About 100 tokens a second of 3 bytes each: a 7B model on a few processor cores.
  private static let localBytesPerSecond = 300
  // A slow line upwards; reading the prompt is nothing to a vendor.
  private static let vendorBytesPerSecond = 20_000
  private static let most: Duration = .seconds(3600)

  /// The limit for a request whose body has `bytes` bytes.
  public static func limit(bytes: Int, isLocal: Bool, wantsStream: Bool) -> Duration {
    let reading = Duration.seconds(bytes / (isLocal ? localBytesPerSecond : vendorBytesPerSecond))
    let beginning = !wantsStream ? whole : isLocal ? streamedLocally : streamed
    return min(most, beginning + reading)
  }
}
