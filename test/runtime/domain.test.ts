/** Emails, URLs and hosts in lists of domains; addresses in blocks. */
import { describe, expect, test } from "vitest";
import { punycode } from "../../src/runtime/punycode.ts";
import { domainOf, hostOf, inCidrs, inDomains } from "../../src/runtime/words.ts";

describe("IN a list of domains", () => {
  test.each([
    ["bob@mail.example.com", true],
    ["bob@example.com", true],
    ["BOB@EXAMPLE.COM", true],
    ["bob@example.com.", true],
    ["bob@example.com.evil.io", false],
    ["bob@notexample.com", false],
    ["bob@example.community", false],
    ["example.com@evil.io", false],
    ["bob@evil.io@example.com", true],
    ["Bob <bob@example.com>", true],
    ['"bob@evil.io" <x@example.com>', true],
    ["Bob <bob@evil.io> example.com", false],
    ["b@evil.io, a@example.com", false],
    ["b@evil.io;a@example.com", false],
    ["evil.io/@example.com", false],
    ["mailto:bob@example.com?subject=x", true],
    ["mailto:bob@evil.io?cc=x@example.com", false],
    ["https://example.com/x", true],
    ["https://www.example.com:8443/x?y=z#f", true],
    ["https://example.com@evil.io/", false],
    ["https://evil.io#@example.com", false],
    ["https://evil.io\\@example.com", false],
    ["https:\\\\example.com\\x", true],
    ["ht\ttps://example.com", false],
    ["https://exam\tple.com/", true],
    ["//example.com/x", true],
    ["https://ex%61mple.com/", true],
    ["example.com", true],
    ["Example.Com.", true],
    ["example.com..", false],
    ["example.com:443", true],
    ["example.com/path", true],
    ["a.b.c.example.com", true],
    ["-example.com", false],
    [".example.com", false],
    ["a..example.com", false],
    ["exa mple.com", false],
    ["ｅｘａｍｐｌｅ。com", true],
    ["https://bücher.example/", true],
    ["https://BÜCHER.example/", true],
    ["https://xn--bcher-kva.example/", true],
    ["shop.bücher.example", true],
    ["10.0.0.1", true],
    ["http://10.0.0.1/", true],
    ["9.10.0.0.1", false],
    ["x@[10.0.0.1]", true],
    ["http://[::1]:80/", true],
    ["::1", true],
    ["", false],
    ["@", false],
    ["@example.com", false],
    ["com", false],
  ])("%s: %s", (text, held) => {
    expect(inDomains(text, ["example.com", "Bücher.example", "10.0.0.1", "[::1]"])).toBe(held);
  });

  test("a listed domain is a host name alone", () => {
    for (const listed of ["*.example.com", ".example.com", "x@example.com", "https://example.com", "", "exa mple.com"]) {
      expect(inDomains("example.com", [listed]), listed).toBe(false);
      expect(inDomains("a.example.com", [listed]), listed).toBe(false);
    }
    expect(inDomains("a.example.com", ["EXAMPLE.com."])).toBe(true);
  });

  test("what has a host has a domain, but for addresses; an email has no host of its own", () => {
    expect(domainOf("bob@Mail.Example.com")).toBe("mail.example.com");
    expect(domainOf("http://[::1]/")).toBeUndefined();
    expect(hostOf("http://[::1]:8080/")).toBe("0:0:0:0:0:0:0:1");
    expect(hostOf("https://good.example:443@evil.example:8443/x")).toBe("evil.example");
    expect(hostOf("bob@example.com")).toBeUndefined();
    expect(hostOf("not a host")).toBeUndefined();
  });

  test("punycode is RFC 3492's", () => {
    expect(punycode("bücher")).toBe("bcher-kva");
    expect(punycode("他们为什么不说中文")).toBe("ihqwcrb4cv8a8dqg056pqjye");
    expect(punycode("ليهمابتكلموشعربي؟")).toBe("egbpdaj6bu4bxfgehfvwxn");
    expect(punycode("3年b組金八先生")).toBe("3b-ww4c5e180e575a65lsy2b");
  });
});

describe("IN a list of cidrs", () => {
  test.each([
    ["10.1.2.3", true],
    ["11.1.2.3", false],
    ["192.168.1.77", true],
    ["192.168.1.64", true],
    ["192.168.1.63", false],
    ["::ffff:10.1.2.3", true],
    ["[2001:db8::1]", true],
    ["2001:DB8:0:0:0:0:0:2%eth0", true],
    ["2001:db9::1", false],
    ["1.2.3.4", true],
    ["10.1.2", false],
    ["010.1.2.3", false],
    ["10.1.2.256", false],
    ["0x0a010203", false],
    ["10.1.2.3:80", false],
    [" 10.1.2.3", false],
    ["1::2::3", false],
    ["::10.1.2.3.4", false],
    ["12345::", false],
    ["", false],
  ])("%s: %s", (address, held) => {
    expect(inCidrs(address, ["10.0.0.0/8", "192.168.1.77/26", "2001:db8::/32", "1.2.3.4", "nonsense", "10.0.0.0/33", "10.0.0.0/08"])).toBe(
      held,
    );
  });

  test("whole families and mapped blocks", () => {
    expect(inCidrs("8.8.8.8", ["0.0.0.0/0"])).toBe(true);
    expect(inCidrs("8.8.8.8", ["::/0"])).toBe(false);
    expect(inCidrs("::ffff:8.8.8.8", ["::/0"])).toBe(true);
    expect(inCidrs("8.8.8.8", ["::ffff:8.0.0.0/104"])).toBe(true);
    expect(inCidrs("::1", ["::1/128"])).toBe(true);
  });
});
