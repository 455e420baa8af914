import Wire

/// A login that has begun: a code that the user types at the vendor's while the program asks whether he has (RFC 8628).
struct DeviceGrant: Sendable, Equatable {
  /// What the vendor says to the question whether the code has been typed.
  enum Step: Sendable, Equatable {
    /// Not yet; to be asked again after so many seconds.
    case wait(seconds: Int)
    /// It has: the login.
    case granted(String)
    /// It will not be; why, in words for the operator.
    case over(String)
  }

  /// By which the program is known to the vendor.
  let deviceCode: String
  /// What the user types.
  let userCode: String
  /// Where he types it.
  let address: String
  /// How long the code is good, in seconds.
  let lifetime: Int
  /// How long to wait between two questions, in seconds; the vendor may have it grow.
  private(set) var interval: Int

  /// The longest wait that is believed, in seconds.
  private static let longestInterval = 120
  /// Where the vendor does not say, in seconds (RFC 8628, sections 3.2 and 3.5).
  private static let usualInterval = 5
  private static let usualLifetime = 900

  /// The grant in the vendor's answer; nil where it gives none.
  init?(_ body: [UInt8]) {
    guard let answer = try? JSONDocument(parsing: body).root,
      let deviceCode = answer["device_code"]?.string, let userCode = answer["user_code"]?.string,
      let address = answer["verification_uri"]?.string,
      // All of this is printed on a terminal.
      HTTPFields.isValidValue(userCode), HTTPFields.isValidValue(address), !deviceCode.isEmpty
    else { return nil }
    self.deviceCode = deviceCode
    self.userCode = userCode
    self.address = address
    lifetime = min(max(answer["expires_in"]?.int ?? Self.usualLifetime, 1), 3_600)
    interval = min(max(answer["interval"]?.int ?? Self.usualInterval, 0), Self.longestInterval)
  }

  /// How long to wait before the first question, in seconds. One more than asked for: who comes too early is slowed down.
  var firstWait: Int { interval + 1 }

  /// What follows from an answer to the question.
  mutating func step(after body: [UInt8]) -> Step {
    guard let answer = try? JSONDocument(parsing: body).root else { return .wait(seconds: firstWait) }
    if let token = answer["access_token"]?.string { return .granted(token) }
    switch answer["error"]?.string {
    case "authorization_pending": return .wait(seconds: firstWait)
    case "slow_down":
      interval = min(max(answer["interval"]?.int ?? interval + 5, interval + 1), Self.longestInterval)
      return .wait(seconds: firstWait)
    case "expired_token": return .over("the code was not typed in time; start again")
    case "access_denied": return .over("the login was refused")
    case let error?: return .over("the vendor says '\(HTTPFields.isValidValue(error) ? error : "error")'")
    case nil: return .over("the vendor's answer makes no sense")
    }
  }
}
