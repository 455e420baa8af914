import Glibc
import Reactor
import TestKit
import Testing
import Upstream

@testable import Gateway

@Suite("Signing in at a vendor") struct DeviceLoginTests {
  /// A vendor that answers one question after the other.
  @LoopActor private final class Vendor {
    var answers: [String]
    private(set) var questions: [String] = []
    private(set) var pauses: [Int] = []

    init(_ answers: [String]) { self.answers = answers }

    func answer(_ call: UpstreamCall) -> [UInt8] {
      questions.append("\(call.url) \(String(decoding: call.body, as: UTF8.self))")
      return Array(answers.removeFirst().utf8)
    }

    func pause(_ seconds: Int) { pauses.append(seconds) }
  }

  private static let begun =
    #"{"device_code":"d","user_code":"AB-12","verification_uri":"https://v.example/device","expires_in":30,"interval":5}"#
  private static let signIn = SignIn(
    tokenURL: "https://v/token", deviceURL: "https://v/code", accessURL: "https://v/access", clientID: "c1",
    scope: "read:user")

  @LoopActor private func signIn(at vendor: Vendor, _ file: LoginFile) async throws -> String {
    var said = ""
    let login = DeviceLogin(Self.signIn, file: file) { (call) async throws(TransportError) in
      vendor.answer(call)
    } pause: {
      vendor.pause($0)
    }
    try await login.run { said += $0 }
    return said
  }

  @Test("a code is shown, the vendor is asked until it is typed, and the login is kept for its owner alone")
  @LoopActor func granted() async throws {
    let home = TemporaryDirectory()
    let file = LoginFile(path: home.path + "/a/b/c1")
    #expect(try file.login() == nil)
    let vendor = Vendor([
      Self.begun, #"{"error":"authorization_pending"}"#, #"{"error":"slow_down","interval":9}"#,
      #"{"access_token":"gho_secret","token_type":"bearer"}"#,
    ])
    let said = try await signIn(at: vendor, file)
    #expect(said.hasPrefix("Open https://v.example/device and type AB-12\n") && !said.contains("gho_"))
    #expect(vendor.pauses == [6, 6, 10])
    #expect(vendor.questions.first == #"https://v/code {"client_id":"c1","scope":"read:user"}"#)
    #expect(
      vendor.questions.last
        == #"https://v/access {"client_id":"c1","device_code":"d","grant_type":"urn:ietf:params:oauth:grant-type:device_code"}"#
    )
    #expect(try file.login()?.text == "gho_secret")
    var status = stat()
    #expect(stat(file.path, &status) == 0 && status.st_mode & 0o777 == 0o600)
  }

  @Test(
    "a login that does not come about is told with its reason, and nothing is kept",
    arguments: [
      ([begun, #"{"error":"access_denied"}"#], "refused"),
      ([begun, #"{"error":"expired_token"}"#], "in time"),
      ([begun, #"{"error":"odd"}"#], "'odd'"), ([begun, "{}"], "no sense"), (["{}"], "no code"),
      (["<html>"], "no code"), ([begun, #"{"access_token":"a\nb"}"#], "no token"),
      ([begun] + Array(repeating: #"{"error":"authorization_pending"}"#, count: 9), "in time"),
    ])
  @LoopActor func refused(answers: [String], reason: String) async throws {
    let file = LoginFile(path: TemporaryDirectory().path + "/login")
    let error = await #expect(throws: LoginError.self) { try await signIn(at: Vendor(answers), file) }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    #expect(try file.login() == nil)
  }

  @Test("a configuration finds the login, takes other addresses, and shows nobody the client's credentials")
  func configured() throws {
    let home = TemporaryDirectory()
    let environment = Environment(["HOME": home.path])
    func read(_ text: String) -> (Configuration, problems: [String]) {
      var configuration = Configuration(store: StoreConfiguration(path: "/db"), table: .own)
      let problems = configuration.apply(Array(text.utf8), from: "f", environment: environment)
      return (configuration, problems.map(\.description))
    }
    let text = "backends: { c: { kind: copilot, sign_in: { token_url: \"http://127.0.0.1:1/t\" } } }"
    let (before, problems) = read(text)
    #expect(problems == [] && before.backends[0].credentials == .none)
    let signIn = try #require(before.backends[0].signIn)
    #expect(signIn.tokenURL == "http://127.0.0.1:1/t" && signIn.deviceURL.hasPrefix("https://github.com/"))
    let file = try #require(environment.loginFile(of: signIn))
    try file.keep(try #require(Credential("gho_1")))
    #expect(read(text).0.backends[0].credentials == Credential("gho_1").map { .key($0) })
    try home.write("two words\n", to: String(file.path.dropFirst(home.path.count + 1)))
    #expect(read(text).problems.first?.contains("sign in again") == true)
    #expect(read("backends: { c: { kind: copilot, auth: client } }").problems.count == 1)
    #expect(read("backends: { c: { kind: groq, auth: none, sign_in: {} } }").problems.count == 1)
  }

  @Test("one signs in only where a kind says so")
  func kinds() {
    let configuration = Configuration(store: StoreConfiguration(path: "/db"), table: .own)
    let error = #expect(throws: LoginError.self) {
      try DeviceLogin("groq", configuration: configuration, environment: Environment(["HOME": "/h"]))
    }
    #expect(error?.description.contains("its key goes into the configuration") == true)
    #expect(throws: LoginError.self) {
      try DeviceLogin("copilot", configuration: configuration, environment: Environment([:]))
    }
    #expect(throws: Never.self) {
      try DeviceLogin("copilot", configuration: configuration, environment: Environment(["HOME": "/h"]))
    }
  }
}
