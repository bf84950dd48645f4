from django.contrib import messages
from django.forms import modelform_factory
from django.shortcuts import redirect, render

from .models import Exhibit, Letter

LetterForm = modelform_factory(Letter, fields=["name", "text", "picture"])


def home(request):
    return render(request, "home.html", {"exhibits": Exhibit.objects.order_by("-id")})


def write(request):
    form = LetterForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        letter = form.save()
        request.session["wrote"] = letter.id
        messages.success(request, f"Thank you, {letter.name}.")
        return redirect("/write/")
    mine = Letter.objects.filter(id=request.session.get("wrote")).first()
    return render(request, "write.html", {"form": form, "mine": mine})
