import Reactor
import Upstream
import Wire

/// Signs in at a vendor: shows the user a code, waits until he has typed it, and keeps the login.
public struct DeviceLogin: Sendable {
  /// Puts a question to the vendor and collects the answer.
  typealias Ask = @LoopActor (UpstreamCall) async throws(TransportError) -> [UInt8]

  private let signIn: SignIn
  private let file: LoginFile
  private let ask: Ask
  private let pause: @LoopActor (_ seconds: Int) async -> Void

  /// The longest answer, in bytes.
  private static let mostBytes = 64 << 10

  /// A login at the vendor of a backend that the configuration has, or else of a kind by that name.
  ///
  /// - Throws: `LoginError` where one does not sign in, or nowhere could the login be kept.
  public init(_ name: String, configuration: Configuration, environment: Environment) throws(LoginError) {
    let signIn =
      configuration.backends.first { $0.kind.name == name && $0.signIn != nil }?.signIn
      ?? configuration.table[name]?.signIn
    guard let signIn else {
      throw LoginError("nobody signs in at '\(name)'; its key goes into the configuration")
    }
    guard let file = environment.loginFile(of: signIn) else {
      throw LoginError("nowhere to keep the login: set HOME or XDG_DATA_HOME")
    }
    self.init(signIn, file: file, ask: Self.answer) { seconds in
      await withCheckedContinuation { continuation in
        _ = LoopActor.shared.loop.after(milliseconds: seconds * 1_000) { continuation.resume() }
      }
    }
  }

  init(
    _ signIn: SignIn, file: LoginFile, ask: @escaping Ask,
    pause: @escaping @LoopActor (_ seconds: Int) async -> Void
  ) {
    self.signIn = signIn
    self.file = file
    self.ask = ask
    self.pause = pause
  }

  /// Signs in; returns when the login is kept.
  ///
  /// - Parameter tell: takes lines for the user, each with its line feed.
  @LoopActor
  public func run(tell: (String) -> Void) async throws {
    guard var grant = DeviceGrant(try await ask(post(signIn.deviceURL, ["scope": signIn.scope]))) else {
      throw LoginError("\(signIn.deviceURL) gives out no code")
    }
    tell("Open \(grant.address) and type \(grant.userCode)\n")
    let login = try await login(&grant)
    try file.keep(login)
    tell("Signed in. A gateway that is running has to be started anew.\n")
  }

  @LoopActor
  private func login(_ grant: inout DeviceGrant) async throws -> Credential {
    let question = post(
      signIn.accessURL,
      [
        "device_code": grant.deviceCode, "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
      ])
    var waited = grant.firstWait
    await pause(grant.firstWait)
    while true {
      switch grant.step(after: try await ask(question)) {
      case .granted(let text):
        guard let login = Credential(text) else { throw LoginError("the vendor's login is no token") }
        return login
      case .over(let reason): throw LoginError(reason)
      case .wait(let seconds):
        waited += seconds
        guard waited <= grant.lifetime else {
          throw LoginError("the code was not typed in time; start again")
        }
        await pause(seconds)
      }
    }
  }

  private func post(_ url: String, _ members: [String: String]) -> UpstreamCall {
    var body = JSONWriter()
    body.beginObject()
    body.field("client_id", signIn.clientID)
    for (key, value) in members.sorted(by: { $0.key < $1.key }) { body.field(key, value) }
    body.endObject()
    var fields = HTTPFields()
    fields.append("accept", "application/json")
    fields.append("content-type", "application/json")
    return UpstreamCall(url: url, fields: fields, body: body.bytes, firstByteTimeout: .seconds(30))
  }

  @LoopActor
  private static func answer(to call: UpstreamCall) async throws(TransportError) -> [UInt8] {
    let transport = CurlTransport()
    return try await transport.open(call).collect(limit: mostBytes)
  }
}

/// Why nobody is signed in.
public struct LoginError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Why, and the way out.
  public let description: String

  init(_ description: String) { self.description = description }
}

extension Environment {
  /// Where a login is kept, by the program that is signed in: beside the store; nil when no variable says where that is.
  func loginFile(of signIn: SignIn) -> LoginFile? {
    let name = String(signIn.clientID.map { $0.isLetter || $0.isNumber ? $0 : "-" })
    return dataFile(named: "logins/\(name)").map { LoginFile(path: $0) }
  }
}
