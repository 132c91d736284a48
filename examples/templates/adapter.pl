#!/usr/bin/env perl
# An adapter in Perl, to begin with: it answers the level `questions`. docs/implementing.md
use strict;
use warnings;
use Digest::SHA qw(sha256_hex);
use JSON::PP;
use Math::BigInt;

my $json = JSON::PP->new->utf8->canonical;    # canonical: members sorted by their names

my $hello = {
    protocol       => 1,
    vectors        => 1,
    implementation => { name => "my-leo", version => "0.1", build => "", language => "Perl" },
    levels         => ["questions"],
    suites         => [],
    can            => {
        set_state    => JSON::PP::false,
        batch        => 64,
        files        => JSON::PP::false,
        intermediate => JSON::PP::false,
    },
};

# SHA-256 over the domain, a zero octet and canonical JSON (docs/protocol.md, 2).
sub digest {
    my ($domain, $value) = @_;
    return sha256_hex("$domain\0" . $json->allow_nonref->encode($value));
}

my %requests = (
    hello => sub { $hello },
    nonce => sub {    # docs/protocol.md, 8
        my ($request) = @_;
        return digest("leo/nonce", { map { $_ => $request->{$_} } qw(beacon job round phase node) });
    },
    moment => sub {    # docs/protocol.md, 10
        my ($request) = @_;
        my $number = Math::BigInt->from_hex(digest("leo/moment", $request->{proof}));
        return $number->bmod($request->{blocks})->numify;
    },
);

# The answer to one request, with its id. A refusal is {refused => {code => ...}}.
sub answer {
    my ($request) = @_;
    my $known = $requests{ $request->{request} };
    return { id => $request->{id}, unsupported => $request->{request} } unless $known;
    return { id => $request->{id}, ok => $known->($request) };
}

$| = 1;
while (my $line = <STDIN>) {
    my $message = $json->decode($line);
    print $json->encode(ref $message eq "ARRAY" ? [map { answer($_) } @$message] : answer($message)), "\n";
}
