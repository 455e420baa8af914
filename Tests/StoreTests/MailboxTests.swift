import Testing

@testable import Store

@Suite struct MailboxTests {
  @Test("elements come out in the order they went in, all at once")
  func order() {
    let mailbox = Mailbox<Int>(capacity: 100)
    for element in 1...5 { #expect(mailbox.put(element, weight: 1) == .accepted) }
    #expect(mailbox.takeAll(waitingAtMost: 0) == [1, 2, 3, 4, 5])
    #expect(mailbox.takeAll(waitingAtMost: 0) == [])
  }

  @Test("what has been taken weighs until the next is taken")
  func weight() {
    let mailbox = Mailbox<Int>(capacity: 10)
    #expect(mailbox.put(1, weight: 8) == .accepted)
    #expect(mailbox.put(2, weight: 3) == .full)
    #expect(mailbox.takeAll(waitingAtMost: 0) == [1])
    #expect(mailbox.weight == 8)
    #expect(mailbox.put(2, weight: 3) == .full)
    #expect(mailbox.takeAll(waitingAtMost: 0) == [])
    #expect(mailbox.put(2, weight: 3) == .accepted)
  }

  @Test("an element heavier than everything is taken when it is alone")
  func heavy() {
    let mailbox = Mailbox<Int>(capacity: 10)
    #expect(mailbox.put(1, weight: 1000) == .accepted)
    #expect(mailbox.put(2, weight: 1) == .full)
    #expect(mailbox.put(3, weight: 0) == .accepted)
  }

  @Test("elements that do not press are taken as well, with those that do and alone")
  func gathering() {
    let mailbox = Mailbox<Int>(capacity: 100)
    _ = mailbox.put(1, weight: 1, isPressing: false)
    #expect(mailbox.takeAll(waitingAtMost: 60) == [1])
    _ = mailbox.put(2, weight: 1, isPressing: false)
    _ = mailbox.put(3, weight: 1, isPressing: true)
    #expect(mailbox.takeAll(waitingAtMost: 60) == [2, 3])
  }

  @Test("elements that together weigh much are not kept waiting for more")
  func muchWeight() {
    let mailbox = Mailbox<Int>(capacity: 100)
    for element in 1...3 { _ = mailbox.put(element, weight: 9, isPressing: false) }
    #expect(mailbox.takeAll(waitingAtMost: 60) == [1, 2, 3])
    #expect(mailbox.takeAll(waitingAtMost: 0) == [])
  }

  @Test("a closed mailbox takes nothing and hands out what it has")
  func closing() {
    let mailbox = Mailbox<Int>(capacity: 10)
    _ = mailbox.put(1, weight: 1)
    mailbox.close()
    #expect(mailbox.put(2, weight: 1) == .closed)
    #expect(mailbox.takeAll(waitingAtMost: 60) == [1])
    #expect(mailbox.takeAll(waitingAtMost: 60) == nil)
  }
}
